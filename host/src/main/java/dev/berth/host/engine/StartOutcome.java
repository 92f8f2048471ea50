package dev.berth.host.engine;

/** What became of starting a unit. */
public sealed interface StartOutcome {
    /** It runs, and inspection agrees with its spec. */
    record Started(UnitObservation unit) implements StartOutcome {}

    /** It ran before. */
    record AlreadyRunning(UnitObservation unit) implements StartOutcome {}

    /** It does not run. After {@code PORT_TAKEN} the unit was removed: create it again with another port. */
    record Refused(Refusal refusal) implements StartOutcome {}
}
