package dev.berth.proxy.access;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often something may happen to each of many: a bucket for each, of one size. Buckets are found by a hash, so that there is
 * a fixed number of them whoever comes; those that meet in one share what it holds, and who they are nobody can choose.
 */
final class Budgets {
    private final AtomicLongArray fullAt; // nanoseconds after the origin
    private final long seed = new SplittableRandom().nextLong();
    private final long interval;
    private final long depth;
    private final long origin;

    /** @param burst how often it may happen at once */
    Budgets(int buckets, int perSecond, int burst, long nowNanos) {
        this.fullAt = new AtomicLongArray(buckets);
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.depth = burst * interval;
        this.origin = nowNanos;
    }

    boolean isSpent(long of, long nowNanos) {
        return fullAt.get(bucket(of)) - (nowNanos - origin) > depth - interval;
    }

    void spend(long of, long nowNanos) {
        fullAt.accumulateAndGet(bucket(of), nowNanos - origin, (full, now) -> Math.max(full, now) + interval);
    }

    private int bucket(long of) {
        long mixed = (of ^ seed) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) Math.floorMod(mixed ^ (mixed >>> 32), (long) fullAt.length());
    }
}
