package dev.berth.proxy.jsonrpc;

import org.jspecify.annotations.Nullable;

/** One item of a body, before its dialect has judged it. */
public sealed interface Item {
    /** The id as it was sent, to be echoed byte for byte; null when there is none, or none that may be echoed. */
    @Nullable
    Slice id();

    /** How many bytes of the body it takes. */
    int bytes();

    /**
     * An object that names a method.
     *
     * @param version what {@code jsonrpc} says; null when it is absent
     * @param params null when absent
     */
    record Call(
            @Nullable Slice id,
            @Nullable String version,
            String method,
            @Nullable Slice params,
            int bytes) implements Item {}

    /** Something else: not an object, or without a method's name. */
    record Invalid(@Nullable Slice id, int bytes) implements Item {}
}
