package dev.berth.proxy.method;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as Bitcoin and its kin write it. Between version and inputs there may be a zero and flags; then witnesses
 * (and Litecoin's extension blocks) stand before the last four bytes, and none of that is part of its id.
 */
final class BitcoinTransaction {
    private static final int VERSION_BYTES = 4;
    private static final int LOCK_TIME_BYTES = 4;
    private static final int MARKER_AND_FLAGS = 2;
    private static final int OUTPOINT_BYTES = 36;
    private static final int SEQUENCE_BYTES = 4;
    private static final int AMOUNT_BYTES = 8;

    private BitcoinTransaction() {}

    /** What its id is the hash of; null when this is no transaction. */
    static byte @Nullable [] withoutWitnesses(byte[] signed) {
        try {
            var text = ByteBuffer.wrap(signed).order(ByteOrder.LITTLE_ENDIAN);
            skip(text, VERSION_BYTES);
            boolean flagged = text.get(text.position()) == 0 && text.get(text.position() + 1) != 0;
            if (flagged) skip(text, MARKER_AND_FLAGS);
            int from = text.position();
            passInputs(text);
            passOutputs(text);
            int to = text.position();
            if (text.remaining() < LOCK_TIME_BYTES) return null;
            var stripped = new ByteArrayOutputStream(signed.length);
            stripped.write(signed, 0, VERSION_BYTES);
            stripped.write(signed, from, to - from);
            stripped.write(signed, signed.length - LOCK_TIME_BYTES, LOCK_TIME_BYTES);
            return stripped.toByteArray();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return null;
        }
    }

    private static void passInputs(ByteBuffer text) {
        for (long left = size(text); left > 0; left--) {
            skip(text, OUTPOINT_BYTES);
            skip(text, size(text));
            skip(text, SEQUENCE_BYTES);
        }
    }

    private static void passOutputs(ByteBuffer text) {
        for (long left = size(text); left > 0; left--) {
            skip(text, AMOUNT_BYTES);
            skip(text, size(text));
        }
    }

    /** A number as Bitcoin writes lengths: one byte, or a byte that says how many follow. */
    private static long size(ByteBuffer text) {
        int first = text.get() & 0xff;
        return switch (first) {
            case 0xfd -> text.getShort() & 0xffff;
            case 0xfe -> text.getInt() & 0xffffffffL;
            case 0xff -> text.getLong();
            default -> first;
        };
    }

    private static void skip(ByteBuffer text, long bytes) {
        if (bytes < 0 || bytes > text.remaining()) throw new BufferUnderflowException();
        text.position(text.position() + (int) bytes);
    }
}
