package dev.berth.proxy.upstream;

/**
 * How many calls to one member may be on one connection, of the kind that may queue: it grows while their answers come
 * promptly, and falls as soon as they do not, so that calls to a slow node do not wait for each other. Lives on one event
 * loop.
 */
final class QueueLength {
    private static final double MOST = 256;
    private static final double AT_FIRST = 1;
    private static final double RISE = 0.25;
    private static final double FALL = 0.7;

    private double length = AT_FIRST;
    private long fellAt = Long.MIN_VALUE;

    int most() {
        return (int) length;
    }

    /** @param within what is prompt; calls that were late together count once */
    void answered(long sentAt, long now, long within) {
        if (now - sentAt < within) {
            length = Math.min(MOST, length + RISE);
        } else if (sentAt > fellAt) {
            fellAt = now;
            length = Math.max(1, length * FALL);
        }
    }
}
