package dev.berth.control.reconcile;

import dev.berth.control.node.NodeSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells a unit that runs and is of no use: it answered once since it was started, and has not for {@link #PATIENCE}. One
 * that never answered may be at long work, such as opening its database, and is left alone.
 */
final class HungUnit {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private HungUnit() {}

    static Optional<String> of(WantedNode wanted, Instant now) {
        Optional<NodeSeen> seen = wanted.current();
        if (seen.isEmpty() || seen.get().answers() || seen.get().head() == null) return Optional.empty();
        Instant since = seen.get().unmetSince();
        if (since == null || Duration.between(since, now).compareTo(PATIENCE) < 0) return Optional.empty();
        boolean startedSince = wanted.units().stream()
                .anyMatch(unit -> unit.observedAt().isAfter(since)); // by our own clock: the host's may be off
        return startedSince
                ? Optional.empty()
                : Optional.of("runs, and has not answered for "
                        + Duration.between(since, now).toSeconds() + " s");
    }
}
