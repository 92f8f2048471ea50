package dev.berth.proxy.jsonrpc;

/** What a node said, found in its bytes. */
public sealed interface Answer {
    record Result(Slice value) implements Answer {}

    /** The node's own error, as it is. */
    record Failure(Slice error) implements Answer {}

    /** Nothing that can be an answer to what was asked. */
    record Unusable(String reason) implements Answer {}
}
