package dev.berth.proxy.meter;

import dev.berth.contract.v1.Outcome;

/**
 * Counts each item once, before the first byte of its answer leaves. Safe on every thread, never blocks on a disk. An item
 * that could not be counted must not be answered: its caller gets a failure instead.
 */
public interface Meter {
    /** Counts one item under the minute that is now; what becomes of its answer is added to the cell that is returned. */
    Counted count(MeterKey key, Outcome outcome, long bytesIn);

    /** Whether an item was counted. */
    sealed interface Counted permits Cell, NotCounted {}

    /** Where one item was counted. */
    non-sealed interface Cell extends Counted {
        /** Bytes of the answer that were handed to the connection. */
        void addBytesOut(long bytes);

        /** The answer broke off after its first byte. */
        void addBroken();
    }

    /** Nothing was counted: the disk is full or broken, for instance. */
    record NotCounted(String reason) implements Counted {}
}
