package dev.berth.host.engine;

/** What became of making a volume or a network, or of writing a unit's files. */
public sealed interface MakeOutcome {
    record Made() implements MakeOutcome {}

    /** It was there and is the same. */
    record Existed() implements MakeOutcome {}

    record Refused(Refusal refusal) implements MakeOutcome {}
}
