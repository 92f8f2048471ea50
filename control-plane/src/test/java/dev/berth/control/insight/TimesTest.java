package dev.berth.control.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimesTest {
    private static final double CLAIMED = 0.032;

    /** As the contract has it, told in another way than the proxy does it. */
    private static int bucket(long micros) {
        int bucket = 0;
        while (bucket + 1 < Times.BUCKETS && begin(bucket + 1) <= micros) bucket++;
        return bucket;
    }

    private static long begin(int bucket) {
        if (bucket < 32) return bucket;
        int e = bucket / 16;
        return (16L + bucket % 16) << (e - 1);
    }

    private static Times of(long... micros) {
        var times = new Times();
        for (long each : micros) times.add(bucket(each), 1);
        return times;
    }

    private static double exact(long[] sorted, int ofHundred) {
        int rank = Math.max(1, (int) Math.ceil(sorted.length * ofHundred / 100.0));
        return sorted[rank - 1] / 1e3;
    }

    @Test
    void percentilesAreWithinTheClaimOfTheExactOnesWhateverTimesAreLike() {
        var random = new Random(42);
        for (int round = 0; round < 200; round++) {
            int n = 1 + random.nextInt(5_000);
            double middle = 3 + 11 * random.nextDouble();
            long[] micros = random.doubles(n)
                    .mapToLong(_ -> (long) Math.min(60e6, Math.exp(middle + 1.5 * random.nextGaussian())))
                    .sorted()
                    .toArray();
            Times times = of(micros);
            for (int percentile : new int[] {1, 50, 90, 99, 100}) {
                double exact = exact(micros, percentile);
                assertThat(times.percentile(percentile).doubleValue())
                        .as("%d of %d", percentile, n)
                        .isCloseTo(exact, within(Math.max(0.001, CLAIMED * exact)));
            }
        }
    }

    @Test
    void whatProxiesCountApartGivesTheSamePercentilesAsTogether() {
        long[] one = new Random(1).longs(500, 100, 5_000_000).toArray();
        long[] other = new Random(2).longs(700, 10, 300_000).toArray();
        Times sum = of(one);
        sum.add(of(other));
        long[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        for (int percentile : new int[] {50, 90, 99})
            assertThat(sum.percentile(percentile)).isEqualTo(of(all).percentile(percentile));
        assertThat(sum.calls()).isEqualTo(1_200);
    }

    @Test
    void theFirstAndTheLastBucketHaveAMiddle() {
        assertThat(of(0).percentile(50)).isEqualByComparingTo("0");
        assertThat(of(31).percentile(50)).isEqualByComparingTo("0.031");
        assertThat(of(Long.MAX_VALUE).percentile(99).doubleValue()).isCloseTo(66_060, within(100.0));
    }

    @Test
    void ofNoCallsThereIsNoPercentile() {
        assertThatThrownBy(() -> new Times().percentile(50)).isInstanceOf(IllegalStateException.class);
    }
}
