package dev.berth.proxy.upstream;

import java.util.concurrent.atomic.AtomicLong;

/** The newest block of a target that callers were told of. Nobody is told an older one after that, unless the chain went back. */
public final class SafeHead {
    private final AtomicLong told = new AtomicLong(Member.NO_HEAD);

    public long told() {
        return told.get();
    }

    /** A caller is about to be told this height. */
    public void tell(long height) {
        if (height > told.get()) told.accumulateAndGet(height, Math::max);
    }

    /** There is no newer block than this one any more. */
    public void goBackTo(long height) {
        told.accumulateAndGet(height, Math::min);
    }
}
