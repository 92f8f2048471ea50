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

    /** The same unit after we ended it ourselves. */
    public UnitSeen ended(Instant at) {
        return new UnitSeen(
                unit, generation, State.EXITED, addresses, null, false, startedAt, at, starts, lastLog, observedAt);
    }

    /** The same unit, with the last that it said before it ended. */
    public UnitSeen saying(String lastWords) {
        return new UnitSeen(
                unit,
                generation,
                state,
                addresses,
                exitCode,
                oomKilled,
                startedAt,
                finishedAt,
                starts,
                lastWords,
                observedAt);
    }
}
