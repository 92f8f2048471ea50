package dev.berth.proxy.upstream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How calls of the last ten seconds or so ended, and how many failed in a row. One number that is replaced as a whole: what
 * was counted before is halved every five seconds. Time is nanoseconds since any fixed instant.
 */
final class CallWindow {
    private static final long SLOT_NANOS = 5_000_000_000L;
    private static final int COUNT_BITS = 18;
    private static final int ROW_BITS = 8;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
    private static final long ROW_MASK = (1L << ROW_BITS) - 1;
    private static final int FAILED_AT = ROW_BITS;
    private static final int CALLS_AT = FAILED_AT + COUNT_BITS;
    private static final int SLOT_AT = CALLS_AT + COUNT_BITS;
    private static final long SLOT_MASK = (1L << (Long.SIZE - SLOT_AT)) - 1;

    private final AtomicLong packed = new AtomicLong();

    void answered(long now) {
        add(now, false);
    }

    void failed(long now) {
        add(now, true);
    }

    int calls() {
        return (int) ((packed.get() >>> CALLS_AT) & COUNT_MASK);
    }

    int failures() {
        return (int) ((packed.get() >>> FAILED_AT) & COUNT_MASK);
    }

    int failedInARow() {
        return (int) (packed.get() & ROW_MASK);
    }

    void clear() {
        packed.set(0);
    }

    private void add(long now, boolean failed) {
        while (true) {
            long held = packed.get();
            if (packed.compareAndSet(held, next(held, (now / SLOT_NANOS) & SLOT_MASK, failed))) return;
        }
    }

    private static long next(long held, long slot, boolean failed) {
        long passed = (slot - (held >>> SLOT_AT)) & SLOT_MASK;
        long calls = (held >>> CALLS_AT) & COUNT_MASK;
        int halvings = (int) Math.min(passed, COUNT_BITS) + (calls == COUNT_MASK ? 1 : 0);
        calls = (calls >>> halvings) + 1;
        long failures = (((held >>> FAILED_AT) & COUNT_MASK) >>> halvings) + (failed ? 1 : 0);
        long inARow = failed ? Math.min((held & ROW_MASK) + 1, ROW_MASK) : 0;
        return (slot << SLOT_AT) | (calls << CALLS_AT) | (failures << FAILED_AT) | inARow;
    }
}
