package dev.berth.proxy.upstream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The newest block of a target that callers were told of, here or by another proxy. Nobody is told an older one after that,
 * unless the chain went back. Time is nanoseconds since any fixed instant.
 */
public final class SafeHead {
    private static final long NOT_AGAIN_FOR = 10_000_000_000L;

    private final AtomicLong told = new AtomicLong(Member.NO_HEAD);
    private volatile GoneBack goneBack = new GoneBack(Member.NO_HEAD, 0);

    private record GoneBack(long from, long at) {}

    public long told() {
        return told.get();
    }

    /** A caller is about to be told this height. */
    public void tell(long height) {
        if (height > told.get()) told.accumulateAndGet(height, Math::max);
    }

    /** Another proxy told this height. It may not have heard yet that the chain went back. */
    void heardOf(long height, long now) {
        GoneBack last = goneBack;
        if (height > last.from || now - last.at > NOT_AGAIN_FOR) tell(height);
    }

    /** There is no newer block than this one any more. */
    public void goBackTo(long height, long now) {
        long before = told.getAndAccumulate(height, Math::min);
        if (height < before) goneBack = new GoneBack(before, now);
    }
}
