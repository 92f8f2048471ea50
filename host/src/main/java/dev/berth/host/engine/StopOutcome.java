package dev.berth.host.engine;

import java.time.Duration;

/** What became of stopping a unit. */
public sealed interface StopOutcome {
    /** It ended. {@code forced}: by SIGKILL, so its data may want a repair. */
    record Stopped(UnitState.Exit exit, boolean forced, Duration took) implements StopOutcome {}

    /** It did not run. */
    record NotRunning(UnitState state) implements StopOutcome {}

    /** There is no such unit. */
    record Absent() implements StopOutcome {}
}
