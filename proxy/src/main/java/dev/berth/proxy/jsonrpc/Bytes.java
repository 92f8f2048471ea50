package dev.berth.proxy.jsonrpc;

import java.nio.charset.StandardCharsets;

/** Puts JSON together from constant text and slices. */
final class Bytes {
    private Bytes() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] concat(byte[] first, Slice second, byte[] third) {
        byte[] all = new byte[first.length + second.length() + third.length];
        int at = put(all, 0, first, 0, first.length);
        at = put(all, at, second.text(), second.from(), second.length());
        put(all, at, third, 0, third.length);
        return all;
    }

    static byte[] concat(byte[] first, Slice second, byte[] third, Slice fourth, byte[] fifth) {
        byte[] all = new byte[first.length + second.length() + third.length + fourth.length() + fifth.length];
        int at = put(all, 0, first, 0, first.length);
        at = put(all, at, second.text(), second.from(), second.length());
        at = put(all, at, third, 0, third.length);
        at = put(all, at, fourth.text(), fourth.from(), fourth.length());
        put(all, at, fifth, 0, fifth.length);
        return all;
    }

    private static int put(byte[] into, int at, byte[] from, int start, int length) {
        System.arraycopy(from, start, into, at, length);
        return at + length;
    }
}
