package dev.berth.proxy.upstream;

/**
 * How long a node usually takes: mean and deviation, as TCP keeps them for its retransmission timer, and the time within
 * which all but one in a hundred answers come. Updates that race may be lost; an estimate can bear that.
 */
final class Latency {
    private static final double SHARE_ABOVE = 0.01;
    private static final double STEP = 0.1;

    private volatile double mean;
    private volatile double deviation;
    private volatile double nearlyAll;

    void took(long nanos) {
        double usual = mean;
        double spread = deviation;
        boolean first = usual == 0;
        deviation = first ? nanos / 2.0 : spread + (Math.abs(nanos - usual) - spread) / 4;
        mean = first ? nanos : usual + (nanos - usual) / 8;
        double bound = nearlyAll;
        boolean above = nanos > bound;
        nearlyAll = first ? 2.0 * nanos : bound * (1 + STEP * (above ? 1 - SHARE_ABOVE : -SHARE_ABOVE));
    }

    /** After this long an answer is overdue; 0 while nothing is known. */
    long overdueNanos() {
        return (long) (mean + 4 * deviation);
    }

    /** One in a hundred answers takes longer than this; 0 while nothing is known. */
    long nearlyAllWithinNanos() {
        return (long) nearlyAll;
    }
}
