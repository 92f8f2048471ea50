package dev.berth.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;
    private static final EndpointId ENDPOINT = new EndpointId("endpoint");

    private final CallLimits limits = new CallLimits();

    private int taken(RateLimit limit, int tries, long now) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            if (limits.take(ENDPOINT, limit, now) == 0) taken++;
        }
        return taken;
    }

    @Test
    void aBurstPassesAtOnceAndThenTheRateAlone() {
        var limit = new RateLimit(10, 25);
        assertThat(taken(limit, 100, 0)).isEqualTo(25);
        assertThat(taken(limit, 100, SECOND)).isEqualTo(10);
        assertThat(taken(limit, 100, SECOND + SECOND / 10)).isEqualTo(1);
        assertThat(taken(limit, 100, 100 * SECOND)).isEqualTo(25);
    }

    @Test
    void aRefusalSaysWhenTheNextCallMayCome() {
        var limit = new RateLimit(4, 1);
        assertThat(limits.take(ENDPOINT, limit, 0)).isZero();
        long wait = limits.take(ENDPOINT, limit, 0);
        assertThat(wait).isEqualTo(SECOND / 4);
        assertThat(limits.take(ENDPOINT, limit, wait - 1)).isEqualTo(1);
        assertThat(limits.take(ENDPOINT, limit, wait)).isZero();
    }

    @Test
    void atTenTimesTheLimitWhatPassesIsTheLimit() {
        var limit = new RateLimit(1_000, 0);
        int taken = 0;
        for (int tick = 0; tick < 10_000; tick++) taken += taken(limit, 10, tick * SECOND / 1_000);
        assertThat(taken).isBetween(10_900, 11_000);
    }

    @Test
    void noLimitIsNoBucket() {
        assertThat(taken(new RateLimit(0, 0), 1_000, 0)).isEqualTo(1_000);
    }
}
