package dev.berth.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Standing.Fault SLOW = new Standing.Fault("answers too late", false);
    private static final Standing.Fault REFUSED = new Standing.Fault("refuses connections", true);
    private static final long SECOND = 1_000_000_000L;

    @Test
    void twoFailedProbesEjectAndCallsThatFailDoNot() {
        Standing standing = new Standing.Untested();
        for (int i = 0; i < 100; i++) standing = standing.failedCall(SLOW, i);
        assertThat(standing).isInstanceOf(Standing.InUse.class);
        assertThat(standing.failedProbe(SLOW, 1).answeredProbe(2).failedProbe(SLOW, 3))
                .isInstanceOf(Standing.InUse.class);
        assertThat(standing.failedProbe(SLOW, 1).failedProbe(SLOW, 2)).isInstanceOf(Standing.Ejected.class);
    }

    @Test
    void oneRefusedConnectionEjects() {
        assertThat(new Standing.Untested().failedCall(REFUSED, 0)).isInstanceOf(Standing.Ejected.class);
    }

    @Test
    void twoGoodProbesAfterThePauseBringItBack() {
        Standing ejected = new Standing.Untested().failedCall(REFUSED, 0);
        assertThat(ejected.answeredProbe(1).answeredProbe(2)).isInstanceOf(Standing.Ejected.class);
        assertThat(ejected.answeredProbe(1).answeredProbe(SECOND)).isInstanceOf(Standing.InUse.class);
        assertThat(ejected.answeredProbe(1).failedProbe(SLOW, 2).answeredProbe(SECOND))
                .isInstanceOf(Standing.Ejected.class);
    }

    @Test
    void eachSoonEjectionLastsTwiceAsLong() {
        long now = 0;
        Standing standing = new Standing.Untested();
        long pause = 0;
        for (int i = 0; i < 4; i++) {
            var ejected = (Standing.Ejected) standing.failedCall(REFUSED, now);
            assertThat(ejected.pause()).isEqualTo(pause == 0 ? Standing.FIRST_PAUSE : pause * 2);
            pause = ejected.pause();
            now = ejected.until();
            standing = ejected.answeredProbe(now).answeredProbe(now);
        }
        Standing forgiven = standing.answeredProbe(now + 61 * SECOND);
        assertThat(((Standing.Ejected) forgiven.failedCall(REFUSED, now)).pause())
                .isEqualTo(Standing.FIRST_PAUSE);
    }
}
