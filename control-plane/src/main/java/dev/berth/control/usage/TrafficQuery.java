package dev.berth.control.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Calls over time: from {@code from} until before {@code to}, a point for each step, a series for each value of {@code by};
 * only those to {@code endpoint} (name or id) when it is not null.
 */
public record TrafficQuery(
        Instant from,
        Instant to,
        Step step,
        By by,
        @Nullable String endpoint) {
    static final int MOST_POINTS = 1_500;

    /** How long each point counts. Days and hours are UTC's. */
    public enum Step {
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1));

        private final Duration length;

        Step(Duration length) {
            this.length = length;
        }

        public static Step parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What tells series apart. */
    public enum By {
        NONE,
        OUTCOME,
        SKU,
        KEY,
        ENDPOINT;

        public static By parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    public TrafficQuery {
        if (to.isBefore(from))
            throw new IllegalArgumentException("to: " + to + " (expected: not before from, " + from + ")");
        long points = Duration.between(from, to).dividedBy(step.length) + 1;
        if (points > MOST_POINTS)
            throw new IllegalArgumentException("to: " + points + " points from " + from + " (expected: at most "
                    + MOST_POINTS + "; a longer step has fewer)");
    }
}
