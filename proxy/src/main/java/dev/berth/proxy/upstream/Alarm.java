package dev.berth.proxy.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Something to be done later, unless it is cancelled. When the event loop itself was held up, by a collection or by other
 * processes, the answers that are waited for may have arrived long ago and not been read: then it lets the loop read first, and
 * goes off a little later. Otherwise a proxy that paused would blame every node behind it.
 */
public final class Alarm {
    private static final long HELD_UP_NANOS = 100_000_000;

    private final Alarms all;
    private int place = -1;
    private long due;
    private @Nullable Runnable action;

    Alarm(Alarms all) {
        this.all = all;
    }

    /** Runs the action after the delay, in place of what was set before. */
    public void set(long delayNanos, Runnable then) {
        at(all.now() + delayNanos, then);
    }

    /** Runs the action then, on the proxy's own clock, in place of what was set before. */
    public void at(long nanos, Runnable then) {
        action = then;
        due = nanos;
        if (place < 0) place = all.add(this);
    }

    public void cancel() {
        if (place < 0) return;
        all.remove(place);
        place = -1;
        action = null;
    }

    void movedTo(int newPlace) {
        place = newPlace;
    }

    boolean isDue(long now) {
        return place >= 0 && now - due >= 0;
    }

    void goOff(long now) {
        Runnable then = action;
        if (then == null) return;
        if (now - due > HELD_UP_NANOS) {
            due = now + HELD_UP_NANOS;
        } else {
            cancel();
            then.run();
        }
    }
}
