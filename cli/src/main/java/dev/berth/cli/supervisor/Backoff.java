package dev.berth.cli.supervisor;

import java.time.Duration;

/**
 * The pause before the next start: short at first, doubled by each failure in a row, forgotten after a good run. It stays short
 * for a process that came up before it ended: its starts work, and somebody waits for it.
 */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST_WHEN_IT_CAME_UP = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(10);
    static final Duration GOOD_RUN = Duration.ofSeconds(10);

    private Duration next = FIRST;

    Duration next(boolean wasReady, Duration ranFor) {
        if (wasReady && ranFor.compareTo(GOOD_RUN) >= 0) {
            next = FIRST;
        }
        Duration pause = shorter(next, wasReady ? LONGEST_WHEN_IT_CAME_UP : LONGEST);
        next = shorter(pause.multipliedBy(2), LONGEST);
        return pause;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
