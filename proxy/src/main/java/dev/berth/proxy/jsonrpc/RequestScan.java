package dev.berth.proxy.jsonrpc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one parse of what a tenant sent. It decides the method, the limits, what is metered and what the node gets; nothing
 * after it looks at the body again, other than through the slices that it hands out.
 */
public final class RequestScan {
    private final JsonCursor cursor;

    private RequestScan(byte[] body) {
        this.cursor = new JsonCursor(body, Strictness.REQUEST);
    }

    public static Body of(byte[] body, int maxItems) {
        try {
            return new RequestScan(body).body(maxItems);
        } catch (MalformedJson e) {
            return switch (e.kind) {
                case GRAMMAR -> new Body.Malformed(e.reason, e.at);
                case TOO_DEEP -> new Body.TooDeep(e.at);
                case DUPLICATE_KEY -> new Body.Ambiguous(e.reason, e.at);
            };
        }
    }

    private Body body(int maxItems) throws MalformedJson {
        if (cursor.next() != '[') {
            Item item = item();
            cursor.expectEnd();
            return new Body.Single(item);
        }
        List<Item> items = new ArrayList<>();
        cursor.enter();
        for (boolean more = cursor.first(); more; more = cursor.more()) {
            if (items.size() == maxItems) return new Body.BatchTooLarge(items.getFirst());
            items.add(item());
        }
        cursor.expectEnd();
        return items.isEmpty() ? new Body.EmptyBatch() : new Body.Batch(items);
    }

    private Item item() throws MalformedJson {
        int from = cursor.at;
        if (cursor.next() != '{') {
            cursor.value();
            return new Item.Invalid(null, cursor.at - from);
        }
        Slice id = null;
        Slice params = null;
        String version = null;
        String method = null;
        cursor.enter();
        for (boolean more = cursor.first(); more; more = cursor.more()) {
            cursor.key();
            switch (lastKey()) {
                case ID -> id = slice();
                case PARAMS -> params = slice();
                case METHOD -> method = text(slice());
                case VERSION -> version = text(slice());
                case OTHER -> cursor.value();
            }
        }
        int bytes = cursor.at - from;
        if (id != null && (id.first() == '{' || id.first() == '[')) return new Item.Invalid(null, bytes);
        if (method == null || method.isEmpty()) return new Item.Invalid(id, bytes);
        return new Item.Call(id, version, method, params, bytes);
    }

    private enum Key {
        ID,
        METHOD,
        PARAMS,
        VERSION,
        OTHER
    }

    private Key lastKey() {
        if (!cursor.stringEscaped && cursor.stringTo - cursor.stringFrom > "jsonrpc".length()) return Key.OTHER;
        return switch (cursor.string()) {
            case "id" -> Key.ID;
            case "method" -> Key.METHOD;
            case "params" -> Key.PARAMS;
            case "jsonrpc" -> Key.VERSION;
            default -> Key.OTHER;
        };
    }

    private Slice slice() throws MalformedJson {
        int from = cursor.at;
        cursor.value();
        return new Slice(cursor.text, from, cursor.at);
    }

    /** The string that the cursor has just passed; null when it was something else. */
    private @Nullable String text(Slice value) {
        return value.first() == '"' ? cursor.string() : null;
    }
}
