package dev.berth.control.insight;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many calls took how long, in the buckets of the contract (insight.proto). What is said of them is the middle of a bucket: at most 1/32
 * off the call that it is true of.
 */
public final class Times {
    public static final int BUCKETS = 368;
    private static final int PER_OCTAVE = 16;
    private static final int SINGLES = 2 * PER_OCTAVE;
    private static final int MICROS_PER_MILLI_DIGITS = 3;

    private final long[] calls = new long[BUCKETS];
    private long sum;

    void add(int bucket, long more) {
        calls[bucket] += more;
        sum += more;
    }

    void add(Times others) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) calls[bucket] += others.calls[bucket];
        sum += others.sum;
    }

    public long calls() {
        return sum;
    }

    /**
     * The milliseconds within which so many of a hundred calls were answered, by nearest rank; there must be one call.
     *
     * @throws IllegalStateException when there is none
     */
    public BigDecimal percentile(int ofHundred) {
        if (sum == 0) throw new IllegalStateException("a percentile of no calls (expected: at least one)");
        long rank = Math.max(1, Math.ceilDiv(Math.multiplyExact(sum, (long) ofHundred), 100L));
        int bucket = 0;
        for (long seen = calls[0]; seen < rank; seen += calls[bucket]) bucket++;
        return millis(bucket);
    }

    private static BigDecimal millis(int bucket) {
        double micros = bucket < SINGLES ? bucket : middle(bucket / PER_OCTAVE - 1, PER_OCTAVE + bucket % PER_OCTAVE);
        return BigDecimal.valueOf(micros)
                .movePointLeft(MICROS_PER_MILLI_DIGITS)
                .setScale(MICROS_PER_MILLI_DIGITS, RoundingMode.HALF_EVEN);
    }

    private static double middle(int shift, int from) {
        return (from + 0.5) * (1L << shift);
    }
}
