package dev.berth.control.usage;

import java.util.List;

/** Calls over time, in order; a step without any has no point. */
public record TrafficSeries(String id, String name, List<Point> points) {
    public TrafficSeries {
        points = List.copyOf(points);
    }

    /** @param at when its step begins, in seconds since 1970 */
    public record Point(long at, long items, long bytes) {}
}
