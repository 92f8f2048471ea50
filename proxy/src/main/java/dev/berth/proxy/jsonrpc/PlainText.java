package dev.berth.proxy.jsonrpc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Skips what stands in a JSON string as it is, eight bytes at a time: of a long answer, nearly everything. */
final class PlainText {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;

    private PlainText() {}

    /**
     * The first index at or after {@code from} of a quote, a backslash, a control character or a byte that is not ASCII; at most
     * seven bytes before the end it may be the index of any byte.
     */
    static int skip(byte[] text, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long eight = (long) EIGHT.get(text, at);
            long found = (below(eight, SPACES) | zero(eight ^ QUOTES) | zero(eight ^ BACKSLASHES) | eight) & HIGH_BITS;
            if (found != 0) return at + (Long.numberOfTrailingZeros(found) >>> 3);
        }
        return at;
    }

    /** The high bit of each byte that is zero; of bytes above such a one it may be set as well. */
    private static long zero(long bytes) {
        return below(bytes, ONES);
    }

    /** The high bit of each ASCII byte that is lower than its limit; of bytes above such a one it may be set as well. */
    private static long below(long bytes, long limits) {
        return (bytes - limits) & ~bytes;
    }
}
