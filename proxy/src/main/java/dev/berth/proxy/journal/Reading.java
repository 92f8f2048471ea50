package dev.berth.proxy.journal;

/** How reading a file of records ended. {@code bytes} is where the last good record ends. */
public sealed interface Reading {
    long bytes();

    /** Every byte belonged to a good record. */
    record Whole(long bytes) implements Reading {}

    /** The last append was cut off by a kill or a power loss; what came before it is good. */
    record Torn(long bytes) implements Reading {}

    /** A record that had been written is no longer what was written; what stands behind it was not read. */
    record Damaged(long bytes, String what) implements Reading {}
}
