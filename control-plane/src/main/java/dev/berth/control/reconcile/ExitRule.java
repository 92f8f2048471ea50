package dev.berth.control.reconcile;

import java.time.Duration;
import java.time.Instant;

/**
 * When a unit that ended by itself is tried again: at once the first time, then later and later, and after
 * {@link #MAX_ATTEMPTS} without a good stretch in between not any more.
 */
final class ExitRule {
    /** So long a run that ended while the node was ready makes up for one failed attempt: to be killed now and then is no crash loop. */
    static final Duration FORGIVES_ONE = Duration.ofSeconds(5);

    static final int MAX_ATTEMPTS = 8;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private ExitRule() {}

    /** What is left of the failed attempts after a unit of a node that was ready had run for so long. */
    static int left(int attempts, Duration ran) {
        return (int) Math.max(0, attempts - Math.max(0, ran.dividedBy(FORGIVES_ONE)));
    }

    /** How long to wait before the attempt after {@code attempts} failed ones. */
    static Duration pause(int attempts) {
        return switch (attempts) {
            case 0, 1 -> Duration.ZERO;
            case 2 -> Duration.ofSeconds(1);
            case 3 -> Duration.ofSeconds(3);
            case 4 -> Duration.ofSeconds(10);
            default -> LONGEST_PAUSE;
        };
    }

    /** A time beyond the longest pause was set before the clock jumped back, and is not waited for. */
    static boolean isYetToCome(Instant nextTry, Instant now) {
        return nextTry.isAfter(now) && !nextTry.isAfter(now.plus(LONGEST_PAUSE));
    }

    static boolean givenUp(int attempts) {
        return attempts > MAX_ATTEMPTS;
    }
}
