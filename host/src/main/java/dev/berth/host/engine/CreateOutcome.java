package dev.berth.host.engine;

/** What became of creating a unit: a compare-and-set by name. */
public sealed interface CreateOutcome {
    record Created(UnitObservation unit) implements CreateOutcome {}

    /** A unit of this name was there, and was left as it is. */
    record Existed(UnitObservation unit) implements CreateOutcome {}

    record Refused(Refusal refusal) implements CreateOutcome {}
}
