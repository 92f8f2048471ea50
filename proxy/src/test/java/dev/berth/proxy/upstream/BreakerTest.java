package dev.berth.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long SECOND = 1_000_000_000L;

    private final Breaker breaker = new Breaker("trace");

    private void fails(int calls, long now) {
        for (int i = 0; i < calls; i++) breaker.failed("ended the connection", now);
    }

    @Test
    void fiveFailuresInARowOpenItAndSayWhy() {
        fails(4, 0);
        breaker.answered(0);
        fails(4, 0);
        assertThat(breaker.refusal(0)).isEmpty();
        fails(1, 0);
        assertThat(breaker.refusal(0)).isEqualTo("fails its trace calls: ended the connection");
    }

    @Test
    void halfOfTwentyCallsOpenItInWhateverOrder() {
        for (int i = 0; i < 9; i++) {
            breaker.answered(i * SECOND / 4);
            breaker.failed("HTTP 500", i * SECOND / 4);
        }
        assertThat(breaker.refusal(3 * SECOND)).isEmpty();
        breaker.answered(3 * SECOND);
        breaker.failed("HTTP 500", 3 * SECOND);
        assertThat(breaker.refusal(3 * SECOND)).contains("HTTP 500");
    }

    @Test
    void failuresThatAreLongAgoCountNoMore() {
        for (int i = 0; i < 9; i++) {
            breaker.answered(0);
            breaker.failed("HTTP 500", 0);
        }
        for (int i = 0; i < 20; i++) {
            breaker.answered(60 * SECOND);
            if (i % 4 == 0) breaker.failed("HTTP 500", 60 * SECOND);
        }
        assertThat(breaker.refusal(60 * SECOND)).isEmpty();
    }

    @Test
    void afterThePauseOneCallAtATimeIsTriedAndThreeGoodOnesCloseIt() {
        fails(5, 0);
        assertThat(breaker.refusal(Standing.FIRST_PAUSE - 1)).isNotEmpty();
        long now = Standing.FIRST_PAUSE;
        for (int trial = 0; trial < 3; trial++) {
            assertThat(breaker.refusal(now)).isEmpty();
            breaker.began(now);
            assertThat(breaker.refusal(now)).isNotEmpty();
            breaker.answered(now);
        }
        for (int call = 0; call < 100; call++) {
            assertThat(breaker.refusal(now)).isEmpty();
            breaker.began(now);
        }
    }

    @Test
    void aTrialThatFailsDoublesThePause() {
        fails(5, 0);
        long now = 0;
        for (long pause = Standing.FIRST_PAUSE; pause <= Standing.LONGEST_PAUSE; pause *= 2) {
            assertThat(breaker.refusal(now + pause - 1)).isNotEmpty();
            now += pause;
            assertThat(breaker.refusal(now)).isEmpty();
            breaker.began(now);
            fails(1, now);
        }
        assertThat(breaker.refusal(now + Standing.LONGEST_PAUSE)).isEmpty();
    }

    @Test
    void aTrialThatIsNeverHeardOfAgainStopsNoOther() {
        fails(5, 0);
        breaker.began(SECOND);
        assertThat(breaker.refusal(5 * SECOND)).isNotEmpty();
        assertThat(breaker.refusal(7 * SECOND)).isEmpty();
    }

    @Test
    void aMemberThatFailsSevenOfTenCallsGetsFewAndAllOfThemOnceItIsWell() {
        var random = new Random(1);
        int failed = 0;
        long now = 0;
        for (; now < 60 * SECOND; now += SECOND / 100) {
            if (!breaker.refusal(now).isEmpty()) continue;
            breaker.began(now);
            if (random.nextInt(10) < 7) {
                breaker.failed("HTTP 500", now);
                failed++;
            } else {
                breaker.answered(now);
            }
        }
        assertThat(failed).as("of 4200 that would have been").isLessThan(200);
        long wellAt = now;
        for (; !breaker.refusal(now).isEmpty(); now += SECOND / 100) {}
        for (int i = 0; i < 3; i++) {
            breaker.began(now);
            breaker.answered(now);
        }
        assertThat(breaker.refusal(now)).isEmpty();
        assertThat(now - wellAt).isLessThanOrEqualTo(Standing.LONGEST_PAUSE);
    }
}
