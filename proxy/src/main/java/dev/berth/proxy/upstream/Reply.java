package dev.berth.proxy.upstream;

/** How one attempt at a member ended. */
public sealed interface Reply {
    /** Bytes came back, whatever they say. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Received(int status, byte[] body) implements Reply {}

    /**
     * Too many bytes came to be held.
     *
     * @param first those that came so far
     * @param rest those that are to come
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Flowing(int status, byte[] first, AnswerFlow rest) implements Reply {}

    /** There was no room for the answer. */
    record TooLong() implements Reply {}

    /** Nothing of the call left the proxy. */
    record NotSent(Standing.Fault fault) implements Reply {}

    /** The call may have reached the node, and no whole answer came. */
    record Lost(Standing.Fault fault) implements Reply {}
}
