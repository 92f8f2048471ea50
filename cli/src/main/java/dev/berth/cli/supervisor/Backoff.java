package dev.berth.cli.supervisor;

import java.time.Duration;

/** The pause before the next start: short at first, doubled by each failure in a row, forgotten after a good run. */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(10);
    static final Duration GOOD_RUN = Duration.ofSeconds(10);

    private Duration next = FIRST;

    Duration next(boolean wasReady, Duration ranFor) {
        if (wasReady && ranFor.compareTo(GOOD_RUN) >= 0) {
            next = FIRST;
        }
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
