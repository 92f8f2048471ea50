package dev.berth.proxy.upstream;

import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * A timer on an event loop. When the loop itself was held up, by a collection or by other processes, the answers that are
 * waited for may have arrived long ago and not been read: then it lets the loop read first, and goes off a little later.
 * Otherwise a proxy that paused would blame every node behind it.
 */
public final class Alarm {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long HELD_UP_MILLIS = 100;

    private final Vertx vertx;
    private final LongSupplier nanos;
    private long timer = -1;

    public Alarm(Vertx vertx, LongSupplier nanos) {
        this.vertx = vertx;
        this.nanos = nanos;
    }

    /** Runs the action after the delay, in place of what was set before. */
    public void set(long delayNanos, Runnable action) {
        cancel();
        long millis = Math.max(1, delayNanos / NANOS_PER_MILLI);
        long due = nanos.getAsLong() + millis * NANOS_PER_MILLI;
        timer = vertx.setTimer(millis, _ -> {
            boolean heldUp = nanos.getAsLong() - due > HELD_UP_MILLIS * NANOS_PER_MILLI;
            if (heldUp) set(HELD_UP_MILLIS * NANOS_PER_MILLI, action);
            else action.run();
        });
    }

    public void cancel() {
        vertx.cancelTimer(timer);
    }
}
