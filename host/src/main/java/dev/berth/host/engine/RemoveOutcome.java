package dev.berth.host.engine;

/** What became of removing a unit, a volume or a network. */
public sealed interface RemoveOutcome {
    record Removed() implements RemoveOutcome {}

    /** It was not there. */
    record Absent() implements RemoveOutcome {}

    record Refused(Refusal refusal) implements RemoveOutcome {}
}
