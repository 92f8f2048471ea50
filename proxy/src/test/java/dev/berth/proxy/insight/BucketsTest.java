package dev.berth.proxy.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BucketsTest {
    /** Where the contract has a bucket begin, in microseconds. */
    private static long begin(int bucket) {
        if (bucket < 32) return bucket;
        int e = bucket / 16;
        return (16L + bucket % 16) << (e - 1);
    }

    @Test
    void everyBucketBeginsAndEndsWhereTheContractSays() {
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            assertThat(ofMicros(begin(bucket))).isEqualTo(bucket);
            if (bucket > 0) assertThat(ofMicros(begin(bucket) - 1)).isEqualTo(bucket - 1);
        }
    }

    @Test
    void theMiddleOfABucketIsAtMostOneThirtySecondOffWhatFellIntoIt() {
        for (int bucket = 32; bucket < Buckets.COUNT; bucket++) {
            double half = (begin(bucket + 1) - begin(bucket)) / 2.0;
            assertThat(half / begin(bucket)).isLessThanOrEqualTo(1.0 / 32);
        }
    }

    @Test
    void whatIsTooLongOrNoTimeAtAllIsInTheLastOrFirst() {
        assertThat(Buckets.of(TimeUnit.HOURS.toNanos(3))).isEqualTo(Buckets.COUNT - 1);
        assertThat(Buckets.of(Long.MAX_VALUE)).isEqualTo(Buckets.COUNT - 1);
        assertThat(Buckets.of(0)).isZero();
        assertThat(Buckets.of(-5)).isZero();
        assertThat(Buckets.of(999)).isZero();
    }

    private static int ofMicros(long micros) {
        return Buckets.of(TimeUnit.MICROSECONDS.toNanos(micros));
    }
}
