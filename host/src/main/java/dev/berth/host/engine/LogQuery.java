package dev.berth.host.engine;

import java.time.Instant;
import java.util.Optional;

/** Which lines of a unit's output: the last {@code tail} of those after {@code since}, then, if {@code follow}, those to come. */
public record LogQuery(Optional<Instant> since, int tail, boolean follow) {
    public LogQuery {
        if (tail < 0 || tail > 10_000) throw new IllegalArgumentException("tail: " + tail + " (expected: 0 to 10000)");
    }

    public static LogQuery last(int lines) {
        return new LogQuery(Optional.empty(), lines, false);
    }
}
