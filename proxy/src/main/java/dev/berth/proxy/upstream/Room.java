package dev.berth.proxy.upstream;

/** How many bytes of answers may be held at once, for one call or for all of a batch. Lives on one event loop. */
public final class Room {
    private final boolean flows;
    private int left;

    private Room(int bytes, boolean flows) {
        this.left = bytes;
        this.flows = flows;
    }

    /** A longer answer is given up. */
    public static Room of(int bytes) {
        return new Room(bytes, false);
    }

    /** A longer answer is handed on as it comes. */
    public static Room flowingBeyond(int bytes) {
        return new Room(bytes, true);
    }

    public boolean isFull() {
        return left <= 0;
    }

    /** Takes room for an answer that another call has brought; false when there is not enough. */
    public boolean hold(int bytes) {
        if (bytes > left) return false;
        left -= bytes;
        return true;
    }

    public boolean flows() {
        return flows;
    }

    int left() {
        return left;
    }

    void take(int bytes) {
        left -= bytes;
    }

    void giveBack(int bytes) {
        left += bytes;
    }
}
