package dev.berth.control.sample;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How fast a node's data grows.
 *
 * @param daysLeft until it has what its lease holds; empty while it does not grow
 */
public record DiskTrend(long bytesPerDay, OptionalDouble daysLeft) {
    private static final double SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();
    private static final double TENTHS = 10;

    /** @param bytesPerSecond of the line through the samples of the last day */
    static DiskTrend of(double bytesPerSecond, long used, long held) {
        double perDay = bytesPerSecond * SECONDS_PER_DAY;
        if (perDay < 1) return new DiskTrend(Math.round(perDay), OptionalDouble.empty());
        double days = Math.max(0, held - used) / perDay;
        return new DiskTrend(Math.round(perDay), OptionalDouble.of(Math.floor(days * TENTHS) / TENTHS));
    }
}
