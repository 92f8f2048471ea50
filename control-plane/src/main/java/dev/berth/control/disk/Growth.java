package dev.berth.control.disk;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * How fast something fills: the mean since it was first seen, and once that is longer ago than {@link #MEMORY}, a mean that
 * forgets what is older. Needs no samples to be kept.
 */
public record Growth(Instant since, Instant at, long bytes, long bytesPerDay) {
    static final Duration MEMORY = Duration.ofDays(1);

    /** What was watched for less says nothing about days. */
    static final Duration ENOUGH = Duration.ofHours(1);

    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();

    static Growth begin(Instant now, long bytes) {
        return new Growth(now, now, bytes, 0);
    }

    Growth then(Instant now, long nowBytes) {
        double seconds = seconds(at, now);
        if (seconds <= 0) return new Growth(since, at, nowBytes, bytesPerDay);
        double perDay = (nowBytes - bytes) / seconds * DAY_SECONDS;
        double weight = Math.max(1 - Math.exp(-seconds / MEMORY.toSeconds()), seconds / seconds(since, now));
        return new Growth(since, now, nowBytes, Math.round(bytesPerDay + weight * (perDay - bytesPerDay)));
    }

    /** In how many days so many more bytes will be there, if it goes on so; empty when it does not grow, or nobody knows yet. */
    public OptionalDouble daysUntil(long more) {
        if (bytesPerDay <= 0 || Duration.between(since, at).compareTo(ENOUGH) < 0) return OptionalDouble.empty();
        return OptionalDouble.of(more / (double) bytesPerDay);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
