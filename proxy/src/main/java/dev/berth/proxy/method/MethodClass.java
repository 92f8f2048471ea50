package dev.berth.proxy.method;

/**
 * What kind of work a method is for a node. Calls of a class share a fate there: a node may fail or be busy with one class
 * and be well in the others.
 */
public enum MethodClass {
    /** Reads with answers below 4 KiB. */
    SMALL,
    /** Reads with answers below 256 KiB. */
    MEDIUM,
    /** Reads with answers of any length, or of unknown work. */
    LARGE,
    /** Runs transactions again. */
    TRACE,
    WRITE;

    static MethodClass of(dev.berth.contract.v1.Method entry) {
        if (entry.getWrite()) return WRITE;
        if (entry.getNeedsTrace()) return TRACE;
        return switch (entry.getSize()) {
            case SMALL -> SMALL;
            case MEDIUM -> MEDIUM;
            case LARGE, SIZE_CLASS_UNSPECIFIED, UNRECOGNIZED -> LARGE;
        };
    }

    /** Whether a call is so cheap for a node that it may be put to two for speed alone. */
    public boolean isCheap() {
        return this == SMALL || this == MEDIUM;
    }

    /** As people are told of it. */
    public String words() {
        return switch (this) {
            case SMALL -> "small";
            case MEDIUM -> "medium";
            case LARGE -> "large";
            case TRACE -> "trace";
            case WRITE -> "write";
        };
    }
}
