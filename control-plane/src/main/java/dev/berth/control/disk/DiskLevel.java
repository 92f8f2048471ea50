package dev.berth.control.disk;

import java.util.Locale;

/** How full a host's disk is, or what a node reserved of one; the worst last. */
public enum DiskLevel {
    ROOM,
    /** Somebody should look at it in the next days. */
    LOW,
    /** Somebody should look at it today. */
    SCARCE,
    /** Of a host: less is left than its floor. Of a node: it has more than it reserved. */
    FULL,
    /** Of a host: less is left than half of its floor. */
    LAST;

    /** As database and API have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #text}. */
    public static DiskLevel of(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }

    boolean isWorseThan(DiskLevel other) {
        return compareTo(other) > 0;
    }

    /** Whether a host's disk takes no new nodes, and some of those it has are stopped. */
    public boolean presses() {
        return compareTo(FULL) >= 0;
    }
}
