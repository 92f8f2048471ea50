package dev.berth.proxy.meter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where what stands in a segment, in the machine's byte order.
 *
 * <pre>
 * header  magic, epoch (2), number, hour, capacity, checksum of these
 * slot    identity (key index + 1, minute), checksum of epoch, segment number, slot and identity,
 *         items, bytes in, bytes out, broken: each as {@link Guarded} has it
 * </pre>
 *
 * A slot is published by its identity, written after its checksum and before its first count; slots are taken in order.
 */
final class SegmentLayout {
    static final int SLOT_BYTES = 64;

    static final int IDENTITY = 0;
    static final int CHECK = 8;
    static final int ITEMS = 16;
    static final int BYTES_IN = 24;
    static final int BYTES_OUT = 32;
    static final int BROKEN = 40;

    private static final long MAGIC = 0x3147_4553_5452_4542L; // "BERTSEG1", read as little-endian bytes
    private static final int HEADER_LONGS = 6;

    private SegmentLayout() {}

    static long offset(int slot) {
        return (slot + 1L) * SLOT_BYTES;
    }

    static long identity(int keyIndex, long minute) {
        return ((keyIndex + 1L) << 32) | (minute & 0xffff_ffffL);
    }

    static int keyIndex(long identity) {
        return (int) (identity >>> 32) - 1;
    }

    static long minute(long identity) {
        return identity & 0xffff_ffffL;
    }

    static long identityCheck(Epoch epoch, long number, int slot, long identity) {
        return checksum(
                epoch.value().getMostSignificantBits(),
                epoch.value().getLeastSignificantBits(),
                number,
                slot,
                identity);
    }

    /** Totals from words as stored; nothing when one of them is not what was written. */
    static Optional<Totals> totals(long items, long bytesIn, long bytesOut, long broken) {
        boolean intact = Guarded.isIntact(items)
                && Guarded.isIntact(bytesIn)
                && Guarded.isIntact(bytesOut)
                && Guarded.isIntact(broken);
        if (!intact) return Optional.empty();
        return Optional.of(new Totals(
                Guarded.count(items), Guarded.count(bytesIn), Guarded.count(bytesOut), Guarded.count(broken)));
    }

    static byte[] header(Epoch epoch, long number, long hour, int capacity) {
        long[] fields = {
            MAGIC,
            epoch.value().getMostSignificantBits(),
            epoch.value().getLeastSignificantBits(),
            number,
            hour,
            capacity
        };
        ByteBuffer header = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.nativeOrder());
        for (long field : fields) header.putLong(field);
        return header.putLong(checksum(fields)).array();
    }

    /** What a header says, when it is the epoch's. */
    record Header(long number, long hour, int capacity) {}

    static Optional<Header> header(ByteBuffer file, Epoch epoch) {
        if (file.limit() < SLOT_BYTES) return Optional.empty();
        long[] fields = new long[HEADER_LONGS];
        for (int i = 0; i < HEADER_LONGS; i++) fields[i] = file.getLong(i * Long.BYTES);
        boolean good = file.getLong(HEADER_LONGS * Long.BYTES) == checksum(fields)
                && fields[0] == MAGIC
                && fields[1] == epoch.value().getMostSignificantBits()
                && fields[2] == epoch.value().getLeastSignificantBits();
        return good ? Optional.of(new Header(fields[3], fields[4], (int) fields[5])) : Optional.empty();
    }

    /** A CRC with its lowest bit set beside it, so that it is never zero. */
    private static long checksum(long... words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES);
        for (long word : words) bytes.putLong(word);
        var sum = new CRC32C();
        sum.update(bytes.flip());
        return sum.getValue() << 1 | 1;
    }
}
