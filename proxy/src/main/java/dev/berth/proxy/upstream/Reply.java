package dev.berth.proxy.upstream;

/** How one attempt at a member ended. */
public sealed interface Reply {
    /** Bytes came back, whatever they say. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Received(int status, byte[] body) implements Reply {}

    /** Nothing of the call left the proxy. */
    record NotSent(Standing.Fault fault) implements Reply {}

    /** The call may have reached the node, and no whole answer came. */
    record Lost(Standing.Fault fault) implements Reply {}
}
