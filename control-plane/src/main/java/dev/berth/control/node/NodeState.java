package dev.berth.control.node;

import java.time.Instant;

/** Where a node is on its way, derived from what is wanted and what was seen; the reason is for people. */
public sealed interface NodeState {
    /** The states by name, in the order of a list of nodes: first what somebody should look at, then what is under way. */
    enum Name {
        FAILED,
        LOST,
        DEGRADED,
        REQUESTED,
        RESERVED,
        CREATING,
        STARTING,
        SYNCING,
        STOPPING,
        DELETING,
        READY,
        STOPPED,
        RETAINED,
        DELETED
    }

    /** A sentence that says why the node is in this state. */
    String reason();

    /** The state's name, as API and screens show it. */
    default String name() {
        return getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT);
    }

    /** Has no place yet: waits for a person's approval. */
    record Requested(String reason) implements NodeState {}

    /** Has a place, and nothing was seen there yet. */
    record Reserved(String reason) implements NodeState {}

    /** Its units are being fetched and made. */
    record Creating(String reason) implements NodeState {}

    /** Its units run, and it does not answer yet. */
    record Starting(String reason) implements NodeState {}

    /** It answers, and not all conditions of readiness are met for long enough. */
    record Syncing(String reason) implements NodeState {}

    /** All conditions are met. */
    record Ready(String reason, Instant since) implements NodeState {}

    /** It was ready and is not now; it is being worked on. */
    record Degraded(String code, String reason) implements NodeState {}

    record Stopping(String reason) implements NodeState {}

    record Stopped(String reason) implements NodeState {}

    /** Nothing more is tried until somebody acts. */
    record Failed(String code, String reason) implements NodeState {}

    /** Its host was not heard for too long. */
    record Lost(String reason) implements NodeState {}

    /** Only its data is left, until it is restored or that time comes. */
    record Retained(String reason, Instant until) implements NodeState {}

    record Deleting(String reason) implements NodeState {}

    /** Nothing of it is left. */
    record Deleted(String reason) implements NodeState {}
}
