package dev.berth.proxy.jsonrpc;

import java.util.Arrays;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one object while it is scanned. A few are compared as bytes; many are kept as strings in a hash set, which
 * stays fast when keys are chosen to collide.
 */
final class KeySet {
    private static final int FEW = 8;

    private final JsonCursor cursor;
    private final int[] from = new int[FEW];
    private final int[] to = new int[FEW];
    private int size;
    private @Nullable HashSet<String> many;

    KeySet(JsonCursor cursor) {
        this.cursor = cursor;
    }

    void clear() {
        size = 0;
        many = null;
    }

    /** Adds the key that the cursor has just passed; false when it was there. */
    boolean add() {
        if (many != null) return many.add(cursor.string());
        if (size < FEW && !cursor.stringEscaped) return addPlain();
        many = new HashSet<>();
        for (int i = 0; i < size; i++) many.add(cursor.plain(from[i], to[i]));
        return many.add(cursor.string());
    }

    private boolean addPlain() {
        for (int i = 0; i < size; i++) {
            if (Arrays.equals(cursor.text, from[i], to[i], cursor.text, cursor.stringFrom, cursor.stringTo))
                return false;
        }
        from[size] = cursor.stringFrom;
        to[size++] = cursor.stringTo;
        return true;
    }
}
