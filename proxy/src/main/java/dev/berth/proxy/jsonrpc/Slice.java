package dev.berth.proxy.jsonrpc;

import java.nio.charset.StandardCharsets;

/** A stretch of bytes that is valid JSON by itself, where it stands in a larger text. Nobody changes the text. */
@SuppressWarnings("ArrayRecordComponent") // a slice is a place in a text, never compared
public record Slice(byte[] text, int from, int to) {
    /** The value {@code null}. */
    public static final Slice NULL = of("null");

    public Slice {
        if (from < 0 || to < from || to > text.length) {
            throw new IllegalArgumentException(
                    "slice: " + from + " to " + to + " (expected: within 0 to " + text.length + ")");
        }
    }

    public static Slice of(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return new Slice(text, 0, text.length);
    }

    public int length() {
        return to - from;
    }

    byte first() {
        return text[from];
    }

    public boolean isNull() {
        return first() == 'n';
    }

    @Override
    public String toString() {
        return new String(text, from, length(), StandardCharsets.UTF_8);
    }
}
