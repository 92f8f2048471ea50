package dev.berth.host.engine;

import java.time.Instant;
import java.util.Optional;

/** How a unit is, as its engine sees it now. */
public sealed interface UnitState {
    /** Made, never started. */
    record Created() implements UnitState {}

    record Running(Instant startedAt) implements UnitState {}

    /** Ended. {@code forced}: by SIGKILL after the stop budget. {@code at} is absent where the engine cannot know. */
    record Exited(Exit exit, boolean outOfMemory, boolean forced, Optional<Instant> at) implements UnitState {}

    /** How a unit ended. */
    sealed interface Exit {
        /** With this code; 128 + n for signal n. */
        record Code(int code) implements Exit {}

        /** Nobody knows, and why. */
        record Unknown(String why) implements Exit {}
    }
}
