package dev.berth.host.agent;

import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.engine.Refusal;

/** What became of a step. */
public sealed interface StepOutcome {
    /** It is so now; {@code changed} is false when it was so before. */
    record Done(boolean changed, String detail) implements StepOutcome {}

    /** A unit was stopped, in good order or by force. */
    record Stopped(boolean forced, String detail) implements StepOutcome {}

    /** The artifact is not to be had. */
    record NotFetched(FetchOutcome.Cause cause, String detail) implements StepOutcome {}

    record Refused(Refusal refusal) implements StepOutcome {}

    /** A newer control plane has spoken to this host. Nothing was done. */
    record StaleEpoch(long came, long held) implements StepOutcome {}

    /** The engine failed half way: look, then repeat. */
    record Unknown(String why) implements StepOutcome {}
}
