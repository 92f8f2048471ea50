package dev.berth.proxy.jsonrpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Walks over an answer that comes in pieces and is too long to be held: finds the bytes of its result, and holds what stands
 * beside it. It sees that strings and brackets close, and that the answer is to the call that was made; what else is in
 * the result is the node's word.
 */
public final class ResultScan {
    private static final int MOST_BESIDE = 1 << 16;

    private enum At {
        START,
        FIRST_KEY,
        KEY_AFTER_COMMA,
        KEY,
        COLON,
        VALUE_AFTER_COLON,
        VALUE,
        COMMA,
        END
    }

    private enum Step {
        WITHIN,
        LAST,
        /** A number or a word has no end of its own: this byte is not part of it any more. */
        BEYOND
    }

    private final String sentId;
    private final BitSet objects = new BitSet();
    private final ByteArrayOutputStream beside = new ByteArrayOutputStream();
    private At at = At.START;
    private String key = "";
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean empty;
    private boolean hasId;
    private boolean hasResult;
    private int from;
    private int to;

    public ResultScan(long sentId) {
        this.sentId = Long.toString(sentId);
    }

    /** Whether the result has begun, and nothing so far speaks against its being an answer to what was asked. */
    public boolean isInResult() {
        return hasResult;
    }

    /** Whether the answer has ended as one to what was asked. */
    public boolean isWhole() {
        return at == At.END && hasResult && hasId;
    }

    /** Reads the next piece; false when this cannot be an answer to what was asked, and then it is over. */
    public boolean read(byte[] piece) {
        from = 0;
        to = 0;
        int i = 0;
        while (i < piece.length && i >= 0) i = at == At.VALUE ? value(piece, i) : between(piece[i], i);
        return i >= 0;
    }

    /** What of the result stands in the piece that was read last, as it may follow on the one before. */
    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    /** Where to go on; negative: it is no answer. */
    private int between(byte b, int i) {
        if (at == At.KEY) return key(b) ? i + 1 : -1;
        if (isSpace(b)) return i + 1;
        if (at == At.VALUE_AFTER_COLON) return begin(i) ? i : -1;
        At next = switch (at) {
            case START -> b == '{' ? At.FIRST_KEY : At.START;
            case FIRST_KEY -> b == '"' ? At.KEY : b == '}' ? At.END : At.START;
            case KEY_AFTER_COMMA -> b == '"' ? At.KEY : At.START;
            case COLON -> b == ':' ? At.VALUE_AFTER_COLON : At.START;
            case COMMA -> b == ',' ? At.KEY_AFTER_COMMA : b == '}' ? At.END : At.START;
            case KEY, VALUE_AFTER_COLON, VALUE, END -> At.START;
        };
        at = next;
        return next == At.START ? -1 : i + 1;
    }

    private boolean key(byte b) {
        if (b != '"') return hold(b);
        key = beside.toString(StandardCharsets.UTF_8);
        beside.reset();
        at = At.COLON;
        return true;
    }

    private boolean begin(int i) {
        at = At.VALUE;
        empty = true;
        if (!isResult()) return true;
        boolean again = hasResult;
        hasResult = true;
        from = i;
        return !again;
    }

    private int value(byte[] piece, int start) {
        int i = start;
        Step step = Step.WITHIN;
        while (i < piece.length && step == Step.WITHIN) {
            if (inString && !escaped) i = PlainText.skip(piece, i, piece.length);
            if (i == piece.length) break;
            step = step(piece[i]);
            if (step != Step.BEYOND) i++;
        }
        if (isResult()) {
            to = i;
        } else {
            for (int j = start; j < i; j++) if (!hold(piece[j])) return -1;
        }
        empty &= i == start;
        if (step == Step.WITHIN) return i;
        at = At.COMMA;
        return !empty && depth >= 0 && ended() ? i : -1;
    }

    private Step step(byte b) {
        if (inString) {
            if (escaped) escaped = false;
            else if (b == '\\') escaped = true;
            else if (b == '"') inString = false;
            return inString || depth > 0 ? Step.WITHIN : Step.LAST;
        }
        return switch (b) {
            case '"' -> {
                inString = true;
                yield Step.WITHIN;
            }
            case '{', '[' -> {
                objects.set(++depth, b == '{');
                yield Step.WITHIN;
            }
            case '}', ']' -> close(b);
            default -> depth == 0 && (b == ',' || isSpace(b)) ? Step.BEYOND : Step.WITHIN;
        };
    }

    /** A bracket that closes another kind makes the depth negative, which ends the value as none. */
    private Step close(byte b) {
        if (depth == 0) return Step.BEYOND;
        if (objects.get(depth--) != (b == '}')) {
            depth = -1;
            return Step.LAST;
        }
        return depth == 0 ? Step.LAST : Step.WITHIN;
    }

    private boolean ended() {
        String text = beside.toString(StandardCharsets.UTF_8);
        beside.reset();
        if (key.equals("error")) return text.equals("null");
        if (!key.equals("id")) return true;
        hasId = text.equals(sentId);
        return hasId;
    }

    private boolean isResult() {
        return key.equals("result");
    }

    private boolean hold(byte b) {
        beside.write(b);
        return beside.size() <= MOST_BESIDE;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
