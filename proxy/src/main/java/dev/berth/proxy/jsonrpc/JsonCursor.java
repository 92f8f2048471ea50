package dev.berth.proxy.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a text once, and lets pass only what is JSON by RFC 8259 in UTF-8 and keeps to a {@link Strictness}. It builds
 * nothing: whoever drives it remembers where values began and ended.
 */
final class JsonCursor {
    final byte[] text;
    private final int end;
    private final Strictness strictness;

    /** A bit for each depth: an object is there, or an array. Grows with the depth that a text has. */
    private long[] objects = new long[1];

    private @Nullable KeySet[] keys = new KeySet[4];
    private int depth;

    int at;

    /** Where the last string stands, without its quotes, and whether it has escapes. */
    int stringFrom;

    int stringTo;
    boolean stringEscaped;

    JsonCursor(byte[] text, Strictness strictness) {
        this.text = text;
        this.end = text.length;
        this.strictness = strictness;
    }

    MalformedJson malformed(String reason) {
        return new MalformedJson(MalformedJson.Kind.GRAMMAR, reason, at);
    }

    /** The next byte that is not space, which stays; -1 at the end. */
    int next() {
        while (at < end) {
            byte b = text[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') return b & 0xff;
            at++;
        }
        return -1;
    }

    void expectEnd() throws MalformedJson {
        if (next() != -1) throw malformed("text after the end of the value");
    }

    /** Enters the object or array whose first byte is here. */
    void enter() throws MalformedJson {
        if (++depth > strictness.maxDepth())
            throw new MalformedJson(MalformedJson.Kind.TOO_DEEP, "nested too deeply", at);
        if (depth >>> 6 == objects.length) objects = Arrays.copyOf(objects, 2 * objects.length);
        if (text[at++] == '[') {
            objects[depth >>> 6] &= ~(1L << depth);
            return;
        }
        objects[depth >>> 6] |= 1L << depth;
        if (depth <= strictness.uniqueDepth()) keysHere().clear();
    }

    /** Moves to the first element or key; false, and out of the array or object, when it is empty. */
    boolean first() throws MalformedJson {
        int b = next();
        if (b != (inObject() ? '}' : ']')) return true;
        leave();
        return false;
    }

    /** Moves past a comma to the next element or key; false, and out of the array or object, at its end. */
    boolean more() throws MalformedJson {
        int b = next();
        if (b == ',') {
            at++;
            next();
            return true;
        }
        if (b != (inObject() ? '}' : ']')) throw malformed(inObject() ? "expected , or }" : "expected , or ]");
        leave();
        return false;
    }

    /** Passes a key and its colon; {@link #string()} is the key until the next string. */
    void key() throws MalformedJson {
        if (at >= end || text[at] != '"') throw malformed("expected a key");
        passString();
        if (depth <= strictness.uniqueDepth() && !keysHere().add())
            throw new MalformedJson(MalformedJson.Kind.DUPLICATE_KEY, "a key stands twice in its object", stringFrom);
        if (next() != ':') throw malformed("expected :");
        at++;
        next();
    }

    /** Passes the value that is here, whatever it is. */
    void value() throws MalformedJson {
        int outside = depth;
        while (true) {
            if (passScalarOrEnter() && first()) {
                if (inObject()) key();
                continue;
            }
            do {
                if (depth == outside) return;
            } while (!more());
            if (inObject()) key();
        }
    }

    /** The text of the last string, its escapes resolved. */
    String string() {
        return stringEscaped ? Escapes.resolve(text, stringFrom, stringTo) : plain(stringFrom, stringTo);
    }

    String plain(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    private boolean passScalarOrEnter() throws MalformedJson {
        switch (at < end ? text[at] : 0) {
            case '{', '[' -> {
                enter();
                return true;
            }
            case '"' -> passString();
            case 't' -> passLiteral("true");
            case 'f' -> passLiteral("false");
            case 'n' -> passLiteral("null");
            default -> passNumber();
        }
        return false;
    }

    private boolean inObject() {
        return (objects[depth >>> 6] >>> depth & 1) != 0;
    }

    private void leave() {
        at++;
        depth--;
    }

    private KeySet keysHere() {
        if (depth >= keys.length) keys = Arrays.copyOf(keys, depth * 2);
        KeySet here = keys[depth];
        if (here == null) keys[depth] = here = new KeySet(this);
        return here;
    }

    private void passLiteral(String literal) throws MalformedJson {
        for (int i = 0; i < literal.length(); i++, at++) {
            if (at >= end || text[at] != literal.charAt(i)) throw malformed("expected " + literal);
        }
    }

    private void passNumber() throws MalformedJson {
        if (at < end && text[at] == '-') at++;
        if (at < end && text[at] == '0') at++;
        else passDigits("expected a value");
        if (at < end && text[at] == '.') {
            at++;
            passDigits("expected a digit after the point");
        }
        if (at < end && (text[at] | 0x20) == 'e') {
            at++;
            if (at < end && (text[at] == '+' || text[at] == '-')) at++;
            passDigits("expected a digit in the exponent");
        }
    }

    private void passDigits(String otherwise) throws MalformedJson {
        int from = at;
        while (at < end && text[at] >= '0' && text[at] <= '9') at++;
        if (at == from) throw malformed(otherwise);
    }

    private void passString() throws MalformedJson {
        at++;
        stringFrom = at;
        stringEscaped = false;
        while ((at = PlainText.skip(text, at, end)) < end) {
            byte b = text[at];
            if (b == '"') {
                stringTo = at++;
                return;
            }
            if (b == '\\') {
                stringEscaped = true;
                at = Escapes.pass(this, end, strictness.wholeSurrogates());
            } else if (b < 0) {
                at = Utf8.pass(this, end);
            } else if (b < 0x20) {
                throw malformed("control character in a string");
            } else {
                at++;
            }
        }
        throw malformed("string without end");
    }
}
