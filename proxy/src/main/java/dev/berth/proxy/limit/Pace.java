package dev.berth.proxy.limit;

/**
 * How fast a bucket fills, from one instant on: with this proxy's part of a limit. What has flowed in since the bucket was
 * made only grows, whichever paces there were; a change of pace goes on from where the last one was.
 */
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double SMALLEST_PART = 1e-6;

    final long limit;
    final long burst;
    final double part;
    final double perNano;
    final double capacity;
    private final double inflowBefore;
    private final long fromNanos;
    private final boolean leased;
    private final long untilNanos;

    private Pace(
            long limit, long burst, double part, boolean leased, long untilNanos, double inflowBefore, long fromNanos) {
        this.limit = limit;
        this.burst = burst;
        this.part = Math.max(part, SMALLEST_PART);
        this.perNano = limit * this.part / NANOS_PER_SECOND;
        this.capacity = burst * this.part;
        this.leased = leased;
        this.untilNanos = untilNanos;
        this.inflowBefore = inflowBefore;
        this.fromNanos = fromNanos;
    }

    /** The first of a bucket, of no limit yet. */
    static Pace first(double part, long nowNanos) {
        return new Pace(0, 0, part, false, 0, 0, nowNanos);
    }

    /** The next, of another limit: a lease goes on, for it is of a part, whatever the whole is. */
    Pace of(long newLimit, long newBurst, long nowNanos) {
        return then(newLimit, newBurst, part, leased, untilNanos, nowNanos);
    }

    /** The next, while a lease lasts. */
    Pace leased(double leasedPart, long until, long nowNanos) {
        return then(limit, burst, leasedPart, true, until, nowNanos);
    }

    /** The next, without a lease. */
    Pace equal(double equalPart, long nowNanos) {
        return then(limit, burst, equalPart, false, 0, nowNanos);
    }

    /** In the next the bucket holds what it does now, as far as it has room; one that had no limit before begins full. */
    private Pace then(long newLimit, long newBurst, double newPart, boolean nowLeased, long until, long nowNanos) {
        double room = newBurst * Math.max(newPart, SMALLEST_PART);
        double shift = limit == 0 ? 0 : capacity - room;
        return new Pace(
                newLimit, newBurst, newPart, nowLeased, until, inflow(nowNanos) + shift, Math.max(nowNanos, fromNanos));
    }

    double inflow(long nowNanos) {
        return inflowBefore + perNano * Math.max(0, nowNanos - fromNanos);
    }

    boolean isLeased(long nowNanos) {
        return leased && nowNanos - untilNanos < 0;
    }

    boolean hasRunOut(long nowNanos) {
        return leased && nowNanos - untilNanos >= 0;
    }
}
