package dev.berth.proxy.upstream;

/**
 * How long a node usually takes: mean and deviation, as TCP keeps them for its retransmission timer. Updates that race may
 * be lost; an estimate can bear that.
 */
final class Latency {
    private volatile double mean;
    private volatile double deviation;

    void took(long nanos) {
        double usual = mean;
        double spread = deviation;
        boolean first = usual == 0;
        deviation = first ? nanos / 2.0 : spread + (Math.abs(nanos - usual) - spread) / 4;
        mean = first ? nanos : usual + (nanos - usual) / 8;
    }

    /** After this long an answer is overdue; 0 while nothing is known. */
    long overdueNanos() {
        return (long) (mean + 4 * deviation);
    }
}
