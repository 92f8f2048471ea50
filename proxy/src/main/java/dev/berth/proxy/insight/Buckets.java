package dev.berth.proxy.insight;

/**
 * Which of the contract's buckets (insight.proto) a time falls into. Each octave of microseconds is cut into sixteen, so that what is
 * said of a bucket is at most 1/32 off what fell into it, from a microsecond to a minute.
 */
final class Buckets {
    static final int COUNT = 368;
    private static final int PER_OCTAVE_BITS = 4;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long LONGEST = (1L << 26) - 1;

    private Buckets() {}

    static int of(long nanos) {
        long micros = Math.clamp(nanos / NANOS_PER_MICRO, 0, LONGEST);
        int shift = Math.max(0, Long.SIZE - 1 - PER_OCTAVE_BITS - Long.numberOfLeadingZeros(micros));
        return (shift << PER_OCTAVE_BITS) + (int) (micros >>> shift);
    }
}
