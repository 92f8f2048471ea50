package dev.berth.proxy.access;

/** Calls per second, and how many may come at once; zero calls per second is no limit. */
public record RateLimit(int callsPerSecond, int burst) {
    private static final double NANOS_PER_SECOND = 1e9;

    public RateLimit {
        if (callsPerSecond < 0) {
            throw new IllegalArgumentException("callsPerSecond: " + callsPerSecond + " (expected: >= 0)");
        }
        if (burst < 0) throw new IllegalArgumentException("burst: " + burst + " (expected: >= 0)");
        if (burst == 0) burst = callsPerSecond;
    }

    public boolean isUnlimited() {
        return callsPerSecond == 0;
    }

    /**
     * Takes one call from a bucket, in the form of the generic cell rate algorithm: the bucket is the one instant at which
     * it will be full again.
     *
     * @return the bucket's next instant; or, when it has no call left, the negative number of nanoseconds to wait for one
     */
    long take(long fullAtNanos, long nowNanos) {
        long interval = (long) (NANOS_PER_SECOND / callsPerSecond);
        long next = Math.max(fullAtNanos, nowNanos) + interval;
        long wait = next - nowNanos - interval * burst;
        return wait > 0 ? -wait : next;
    }
}
