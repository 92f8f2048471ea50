package dev.berth.proxy.jsonrpc;

import java.util.List;

/** What the strict scan of a request's body found. */
public sealed interface Body {
    record Single(Item item) implements Body {}

    /** At least one item, and no more than allowed. */
    record Batch(List<Item> items) implements Body {}

    record EmptyBatch() implements Body {}

    /** The scan stopped at the first item over the limit. */
    record BatchTooLarge(Item first) implements Body {}

    record TooDeep(int at) implements Body {}

    /** JSON that two readers may read in two ways. */
    record Ambiguous(String reason, int at) implements Body {}

    /** Not JSON, or not UTF-8. */
    record Malformed(String reason, int at) implements Body {}
}
