package dev.berth.proxy.meter;

import dev.berth.contract.v1.Outcome;

/** Counts each item once, before the first byte of its answer leaves. Safe on every thread, never blocks. */
public interface Meter {
    /** Counts one item under the minute that is now; what becomes of its answer is added to the cell that is returned. */
    Cell count(MeterKey key, Outcome outcome, long bytesIn);

    /** Where one item was counted. */
    interface Cell {
        /** Bytes of the answer that were handed to the connection. */
        void addBytesOut(long bytes);

        /** The answer broke off after its first byte. */
        void addBroken();
    }
}
