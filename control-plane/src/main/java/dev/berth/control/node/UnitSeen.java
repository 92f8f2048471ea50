package dev.berth.control.node;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was last seen of a unit on its host. */
public record UnitSeen(
        String unit,
        int generation,
        State state,
        Map<String, String> addresses,
        @Nullable Integer exitCode,
        boolean oomKilled,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int starts,
        @Nullable String lastLog,
        Instant observedAt) {
    /** How a unit is. */
    public enum State {
        ABSENT,
        CREATED,
        RUNNING,
        EXITED
    }

    public UnitSeen {
        addresses = Map.copyOf(addresses);
    }
}
