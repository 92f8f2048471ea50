package dev.berth.control.lease;

import dev.berth.control.ledger.Escrow;
import java.time.Instant;
import java.util.Optional;

/** Lets a simulation, which is elsewhere, take the steps that are due for leases. */
public final class SimulatedLeaseSteps {
    private SimulatedLeaseSteps() {}

    /** What a step changes. */
    public interface Acts {
        void topUp(long amount);

        void move(LeaseState.Open state);

        void end(LeaseState.Cause cause, String reason);
    }

    /** One step, if one is due for a lease that is not ending. */
    public static void take(
            LeaseState.Open state,
            Escrow escrow,
            long seconds,
            long balance,
            long graceSeconds,
            Instant now,
            Acts acts) {
        switch (LeaseStep.of(state, Optional.of(new LeaseStep.Funds(escrow, seconds, balance)), graceSeconds, now)
                .orElse(null)) {
            case null -> {}
            case LeaseStep.TopUp(long amount) -> acts.topUp(amount);
            case LeaseStep.BeginGrace(var endsAt) -> acts.move(state.withoutFunds(endsAt));
            case LeaseStep.Resume _ -> {
                if (state instanceof LeaseState.Grace grace) acts.move(grace.funded());
            }
            case LeaseStep.End(var cause, String reason) -> acts.end(cause, reason);
        }
    }
}
