package dev.berth.proxy.relay;

import dev.berth.proxy.upstream.Alarm;

/** How one call waits for a member to have room or to catch up: a little at a time, in a place of its own. Lives on one event loop. */
final class Waiting {
    private final WaitingRoom room;
    private final Alarm alarm;
    private boolean placed;

    Waiting(WaitingRoom room, Alarm alarm) {
        this.room = room;
        this.alarm = alarm;
    }

    /** Tries again after the delay; false when too many calls wait already. */
    boolean until(long delay, Runnable then) {
        if (!placed && !room.enter()) return false;
        placed = true;
        alarm.set(delay, then);
        return true;
    }

    /** The call waits no longer, if it did. */
    void over() {
        if (placed) room.leave();
        placed = false;
    }
}
