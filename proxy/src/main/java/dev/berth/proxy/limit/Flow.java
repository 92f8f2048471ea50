package dev.berth.proxy.limit;

import java.time.Duration;

/** How much is asked for in a second, lately: what is older counts less and less. */
final class Flow {
    private static final double MEMORY_SECONDS = 0.6;

    private long total;
    private double perSecond;

    /** What was asked for in all, by now; whether that was more than before. */
    boolean saw(long now, Duration since) {
        double seconds = since.toNanos() / 1e9;
        long more = now - total;
        total = now;
        if (seconds <= 0) return more > 0;
        double weight = 1 - Math.exp(-seconds / MEMORY_SECONDS);
        perSecond += weight * (Math.max(0, more) / seconds - perSecond);
        return more > 0;
    }

    double perSecond() {
        return perSecond;
    }
}
