package dev.berth.proxy.jsonrpc;

/** The number by which a node's error can be told from others. */
final class ErrorCode {
    private static final int MOST_DIGITS = 5;

    private ErrorCode() {}

    /** What the error object says under {@code code}; 0 when that is no whole number of at most five digits. */
    static int in(Slice error) {
        if (error.first() != '{') return 0;
        var cursor = new JsonCursor(error.text(), Strictness.ANSWER);
        cursor.at = error.from();
        try {
            cursor.enter();
            for (boolean more = cursor.first(); more; more = cursor.more()) {
                cursor.key();
                boolean isCode = isCode(cursor);
                int from = cursor.at;
                cursor.value();
                if (isCode) return number(cursor.text, from, cursor.at);
            }
            return 0;
        } catch (MalformedJson e) {
            throw new IllegalStateException("an error that was scanned before is no JSON", e);
        }
    }

    private static boolean isCode(JsonCursor cursor) {
        byte[] text = cursor.text;
        int at = cursor.stringFrom;
        return cursor.stringTo - at == 4
                && text[at] == 'c'
                && text[at + 1] == 'o'
                && text[at + 2] == 'd'
                && text[at + 3] == 'e';
    }

    private static int number(byte[] text, int from, int to) {
        int begin = text[from] == '-' ? from + 1 : from;
        if (to - begin > MOST_DIGITS || to == begin) return 0;
        int number = 0;
        for (int at = begin; at < to; at++) {
            if (text[at] < '0' || text[at] > '9') return 0;
            number = 10 * number + text[at] - '0';
        }
        return begin == from ? number : -number;
    }
}
