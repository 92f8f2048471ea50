package dev.berth.proxy.upstream;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The alarms of one event loop. Nearly every call sets one and cancels it soon after, so that a timer for each would cost more
 * than the call's own work: here both are a place in a list, and one timer looks at all that are set.
 */
public final class Alarms {
    /** How much later than wished an alarm may go off. */
    static final long LOOK_MILLIS = 5;

    private final Vertx vertx;
    private final LongSupplier nanos;
    private final List<Alarm> set = new ArrayList<>();
    private boolean looking;

    /** To be used on the event loop only that this is called on. */
    public Alarms(Vertx vertx, LongSupplier nanos) {
        this.vertx = vertx;
        this.nanos = nanos;
    }

    /** One that is not set. */
    public Alarm alarm() {
        return new Alarm(this);
    }

    long now() {
        return nanos.getAsLong();
    }

    /** @return its place */
    int add(Alarm alarm) {
        set.add(alarm);
        if (!looking) {
            looking = true;
            vertx.setPeriodic(LOOK_MILLIS, this::look);
        }
        return set.size() - 1;
    }

    /** The last one takes its place. */
    void remove(int place) {
        Alarm last = set.removeLast();
        if (place == set.size()) return;
        set.set(place, last);
        last.movedTo(place);
    }

    private void look(long timer) {
        if (set.isEmpty()) {
            looking = false;
            vertx.cancelTimer(timer);
            return;
        }
        long now = now();
        List<Alarm> due = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) if (set.get(i).isDue(now)) due.add(set.get(i));
        for (Alarm each : due) if (each.isDue(now)) each.goOff(now); // unless one before has cancelled it
    }
}
