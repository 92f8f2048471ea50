package dev.berth.proxy.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What this proxy may still use of one limit per day. It gets it from the control plane in pieces, and never uses what it
 * has not got; when the day ends, the rest is void.
 */
final class DayStock implements Room {
    private final AtomicLong asked = new AtomicLong();
    private volatile Day day = Day.NONE;
    private volatile boolean usedUp;
    private volatile long shortOf;

    /** The rest of one day, as far as it was given to this proxy. */
    private static final class Day {
        static final Day NONE = new Day(0, 0, 0, 0);

        final long number;
        final AtomicLong left;
        final long sinceNanos;
        volatile long endsNanos;

        Day(long number, long left, long sinceNanos, long endsNanos) {
            this.number = number;
            this.left = new AtomicLong(left);
            this.sinceNanos = sinceNanos;
            this.endsNanos = endsNanos;
        }

        boolean isOver(long nowNanos) {
            return this == NONE || nowNanos - endsNanos >= 0;
        }
    }

    @Override
    public long wait(long limit, long burst, long cost, long nowNanos) {
        Day today = day;
        boolean over = today.isOver(nowNanos);
        if (!over && today.left.get() >= cost) return 0;
        asked.addAndGet(cost);
        shortOf = cost;
        return usedUp && !over ? today.endsNanos - nowNanos : UNKNOWN;
    }

    @Override
    public boolean take(long limit, long burst, long cost, long nowNanos) {
        Day today = day;
        if (today.isOver(nowNanos)) return false;
        while (true) {
            long left = today.left.get();
            if (left < cost) return false;
            if (today.left.compareAndSet(left, left - cost)) break;
        }
        asked.addAndGet(cost);
        return true;
    }

    /** What was taken of another day is not given back. */
    @Override
    public void giveBack(long cost, long takenNanos) {
        asked.addAndGet(-cost);
        Day today = day;
        if (today != Day.NONE && takenNanos - today.sinceNanos > 0) today.left.addAndGet(cost);
    }

    /** So much more may be used on that day. One thread calls this. */
    void grant(long granted, long number, long endsNanos, long nowNanos) {
        Day today = day;
        if (today == Day.NONE || number != today.number) {
            day = new Day(number, granted, nowNanos, endsNanos);
        } else {
            today.left.addAndGet(granted);
            today.endsNanos = endsNanos;
        }
        usedUp = granted == 0;
        if (granted > 0) shortOf = 0;
    }

    /** Whether nothing was left of the day for any proxy when it was last asked for. */
    boolean isUsedUp(long nowNanos) {
        return usedUp && !day.isOver(nowNanos);
    }

    /** What a call lately wanted and did not find; 0: there was enough. */
    long shortOf() {
        return shortOf;
    }

    long left(long nowNanos) {
        Day today = day;
        return today.isOver(nowNanos) ? 0 : today.left.get();
    }

    /** Takes all that is left, to give it back. */
    long drain() {
        return day == Day.NONE ? 0 : day.left.getAndSet(0);
    }

    /** Which day it is of. */
    long number() {
        return day.number;
    }

    @Override
    public long asked() {
        return asked.get();
    }
}
