package dev.berth.proxy.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Backslash escapes in JSON strings: passing them, resolving them, writing them. */
final class Escapes {
    private static final String SHORT = "\"\\/bfnrt";
    private static final String SHORT_MEANS = "\"\\/\b\f\n\r\t";

    private Escapes() {}

    /** Where the escape at the cursor ends; a surrogate and its other half are one when they must come together. */
    static int pass(JsonCursor cursor, int end, boolean wholeSurrogates) throws MalformedJson {
        int at = cursor.at;
        if (at + 1 >= end) throw cursor.malformed("escape without end");
        if (cursor.text[at + 1] != 'u') {
            if (SHORT.indexOf(cursor.text[at + 1]) < 0) throw cursor.malformed("unknown escape");
            return at + 2;
        }
        char unit = unit(cursor, at, end);
        if (!wholeSurrogates || !Character.isSurrogate(unit)) return at + 6;
        if (Character.isLowSurrogate(unit) || !Character.isLowSurrogate(unit(cursor, at + 6, end))) {
            throw cursor.malformed("half a surrogate pair");
        }
        return at + 12;
    }

    private static char unit(JsonCursor cursor, int at, int end) throws MalformedJson {
        byte[] text = cursor.text;
        if (at + 6 > end || text[at] != '\\' || text[at + 1] != 'u') throw cursor.malformed("half a surrogate pair");
        for (int i = at + 2; i < at + 6; i++) {
            if (!HexFormat.isHexDigit(text[i])) throw cursor.malformed("expected four hexadecimal digits");
        }
        return unit(text, at);
    }

    private static char unit(byte[] text, int at) {
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) unit = unit << 4 | HexFormat.fromHexDigit(text[i]);
        return (char) unit;
    }

    /** The text between two quotes that a cursor has passed. */
    static String resolve(byte[] text, int from, int to) {
        var resolved = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            int plain = at;
            while (at < to && text[at] != '\\') at++;
            resolved.append(new String(text, plain, at - plain, StandardCharsets.UTF_8));
            if (at == to) break;
            if (text[at + 1] == 'u') {
                resolved.append(unit(text, at));
                at += 6;
            } else {
                resolved.append(SHORT_MEANS.charAt(SHORT.indexOf(text[at + 1])));
                at += 2;
            }
        }
        return resolved.toString();
    }

    /** The text as a JSON string, quotes included. */
    static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < 0x20) quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
