package dev.berth.control.insight;

import dev.berth.control.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How long calls took from {@code from} until before {@code to}, a point for each step.
 *
 * @param endpoint empty: all together
 */
public record LatencyQuery(Instant from, Instant to, Step step, Optional<EndpointId> endpoint) {
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

    public LatencyQuery {
        if (!from.isBefore(to))
            throw new IllegalArgumentException("to: " + to + " (expected: after from, " + from + ")");
        long points = Duration.between(from, to).dividedBy(step.length) + 1;
        if (points > MOST_POINTS)
            throw new IllegalArgumentException("to: " + points + " points from " + from + " (expected: at most "
                    + MOST_POINTS + "; a longer step has fewer)");
    }
}
