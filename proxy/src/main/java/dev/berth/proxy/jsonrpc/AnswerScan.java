package dev.berth.proxy.jsonrpc;

import org.jspecify.annotations.Nullable;

/** Finds result and error in a node's answer, whose id must be the one that was sent. */
public final class AnswerScan {
    private final JsonCursor cursor;
    private @Nullable Slice id;
    private @Nullable Slice result;
    private @Nullable Slice error;

    private AnswerScan(byte[] body) {
        this.cursor = new JsonCursor(body, Strictness.ANSWER);
    }

    public static Answer of(byte[] body, long sentId) {
        try {
            return new AnswerScan(body).answer(sentId);
        } catch (MalformedJson e) {
            return new Answer.Unusable("not JSON: " + e.reason + " at byte " + e.at);
        }
    }

    private Answer answer(long sentId) throws MalformedJson {
        if (cursor.next() != '{') return new Answer.Unusable("not a JSON object");
        cursor.enter();
        for (boolean more = cursor.first(); more; more = cursor.more()) {
            cursor.key();
            String key = cursor.string();
            int from = cursor.at;
            cursor.value();
            var value = new Slice(cursor.text, from, cursor.at);
            switch (key) {
                case "id" -> id = value;
                case "result" -> result = value;
                case "error" -> error = value;
                default -> {}
            }
        }
        cursor.expectEnd();
        Slice failure = error == null || error.isNull() ? null : error;
        if (!isMine(sentId, failure != null)) return new Answer.Unusable("answers another id");
        if (failure != null) return new Answer.Failure(failure);
        return result == null ? new Answer.Unusable("neither result nor error") : new Answer.Result(result);
    }

    /** A node that could not read the request answers an error without its id. */
    private boolean isMine(long sentId, boolean failed) {
        if (id == null || id.isNull()) return failed;
        String digits = Long.toString(sentId);
        if (digits.length() != id.length()) return false;
        for (int i = 0; i < digits.length(); i++) {
            if (id.text()[id.from() + i] != digits.charAt(i)) return false;
        }
        return true;
    }
}
