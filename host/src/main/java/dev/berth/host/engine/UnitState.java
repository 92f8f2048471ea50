package dev.berth.host.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How a unit is, as its engine sees it now. Times are to the microsecond, as PostgreSQL keeps them: read again, they are the same. */
public sealed interface UnitState {
    /** Made, never started. */
    record Created() implements UnitState {}

    record Running(Instant startedAt) implements UnitState {
        public Running {
            startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /** Ended. {@code forced}: by SIGKILL after the stop budget. {@code at} is absent where the engine cannot know. */
    record Exited(Exit exit, boolean outOfMemory, boolean forced, Optional<Instant> at) implements UnitState {
        public Exited {
            at = at.map(time -> time.truncatedTo(ChronoUnit.MICROS));
        }
    }

    /** How a unit ended. */
    sealed interface Exit {
        /** With this code; 128 + n for signal n. */
        record Code(int code) implements Exit {}

        /** Nobody knows, and why. */
        record Unknown(String why) implements Exit {}
    }
}
