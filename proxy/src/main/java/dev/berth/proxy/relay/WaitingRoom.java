package dev.berth.proxy.relay;

/**
 * How many calls may wait at once for a member to have room or to catch up: those beyond are refused at once, so that a pool
 * in trouble does not become a proxy in trouble. Lives on one event loop.
 */
final class WaitingRoom {
    private static final int PLACES = 1_024;

    private int taken;

    /** Takes a place; false when there is none. */
    boolean enter() {
        if (taken == PLACES) return false;
        taken++;
        return true;
    }

    void leave() {
        taken--;
    }
}
