package dev.berth.proxy.jsonrpc;

/** What a node said, found in its bytes. */
public sealed interface Answer {
    record Result(Slice value) implements Answer {}

    /** The node's own error, as it is. */
    record Failure(Slice error) implements Answer {
        /** What tells it from other errors; 0: it has no such number, or one of more than five digits. */
        public int code() {
            return ErrorCode.in(error);
        }
    }

    /** Nothing that can be an answer to what was asked. */
    record Unusable(String reason) implements Answer {}
}
