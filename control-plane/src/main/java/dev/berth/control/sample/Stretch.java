package dev.berth.control.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A part of a node's history.
 *
 * @param to not included
 * @param step how far its points are apart
 */
public record Stretch(Instant from, Instant to, Duration step) {
    /** How long a sample a minute is kept. */
    static final Duration MINUTES_KEPT = Duration.ofDays(1);

    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final Duration USUALLY = Duration.ofHours(1);
    private static final int USUAL_POINTS = 720;
    private static final int MOST_POINTS = 2_000;

    /** How far points may be apart. */
    private static final List<Duration> STEPS = List.of(
            MINUTE, FIVE_MINUTES, Duration.ofMinutes(15), Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1));

    /** What was asked for, or why there is no such thing. */
    public sealed interface Asked {}

    public record Fits(Stretch stretch) implements Asked {}

    /** @param field which of {@code from}, {@code to} and {@code step} is wrong */
    public record Wrong(String field, String reason) implements Asked {}

    /** The last hour, and a step that makes a picture, where nothing else is said. Before yesterday there are no steps of a minute. */
    public static Asked of(Optional<Instant> from, Optional<Instant> to, Optional<Duration> step, Instant now) {
        Instant end = to.orElse(now);
        Instant begin = from.orElse(end.minus(USUALLY));
        if (!begin.isBefore(end)) return new Wrong("from", begin + " (expected: before " + end + ")");
        Duration length = Duration.between(begin, end);
        Duration finest = begin.isBefore(now.minus(MINUTES_KEPT)) ? FIVE_MINUTES : MINUTE;
        Duration usual = STEPS.stream()
                .filter(one -> points(length, one) <= USUAL_POINTS)
                .findFirst()
                .orElse(STEPS.getLast());
        Duration wanted = step.orElse(usual);
        if (wanted.compareTo(finest) < 0) wanted = finest;
        long points = points(length, wanted);
        return points > MOST_POINTS
                ? new Wrong("step", wanted + " gives " + points + " points (expected: at most " + MOST_POINTS + ")")
                : new Fits(new Stretch(begin, end, wanted));
    }

    private static long points(Duration length, Duration step) {
        return length.dividedBy(step);
    }

    /** Which of the kept samples it is made of. */
    Duration source(Instant now) {
        return from.isBefore(now.minus(MINUTES_KEPT)) ? FIVE_MINUTES : MINUTE;
    }
}
