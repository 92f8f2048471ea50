package dev.berth.control.reconcile;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node said when it was asked, once, from outside it.
 *
 * @param silence why it did not answer; empty: it did
 * @param headTime when its newest block was made, as the block says
 * @param syncing what it says of itself; null where it was not asked
 * @param engineRefuses why its Engine API does not let in whoever knows its secret, with what to do
 */
record ProbeResult(
        Instant at,
        int generation,
        Optional<String> silence,
        @Nullable Long head,
        @Nullable Instant headTime,
        @Nullable Boolean syncing,
        @Nullable Integer peers,
        Optional<String> wrongChain,
        Optional<String> engineRefuses) {
    boolean answers() {
        return silence.isEmpty();
    }
}
