package dev.berth.cli.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    private Duration afterRuns(int runs, boolean ready, Duration each) {
        Duration pause = Duration.ZERO;
        for (int i = 0; i < runs; i++) pause = backoff.next(ready, each);
        return pause;
    }

    @Test
    void aProcessThatNeverComesUpIsStartedEverMoreSeldom() {
        assertThat(afterRuns(1, false, Duration.ofMinutes(1))).isEqualTo(Backoff.FIRST);
        assertThat(afterRuns(1, false, Duration.ofMinutes(1))).isEqualTo(Backoff.FIRST.multipliedBy(2));
        assertThat(afterRuns(20, false, Duration.ofMinutes(1))).isEqualTo(Backoff.LONGEST);
    }

    @Test
    void oneThatComesUpAndEndsIsSoonStartedAgainHoweverOften() {
        assertThat(afterRuns(20, true, Duration.ofSeconds(5))).isEqualTo(Backoff.LONGEST_WHEN_IT_CAME_UP);
    }

    @Test
    void aGoodRunMakesItsFailuresForgotten() {
        afterRuns(20, false, Duration.ofSeconds(1));
        assertThat(afterRuns(1, true, Backoff.GOOD_RUN)).isEqualTo(Backoff.FIRST);
    }
}
