package dev.berth.host.engine.process;

import dev.berth.host.engine.UnitState;
import dev.berth.host.engine.UnitState.Exit;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The latest run of a unit. A run that has ended says so; {@code code} is null when nobody of ours saw it end. */
record RunRecord(
        ProcessIdentity process,
        long startedAtMillis,
        boolean killed,
        boolean ended,
        @Nullable Integer code,
        long endedAtMillis) {

    static RunRecord begun(ProcessIdentity process, Instant at) {
        return new RunRecord(process, at.toEpochMilli(), false, false, null, 0);
    }

    /** Said before SIGKILL is sent, so that it is true whatever happens next. */
    RunRecord beingKilled() {
        return new RunRecord(process, startedAtMillis, true, ended, code, endedAtMillis);
    }

    RunRecord endedWith(@Nullable Integer exitCode, Instant at) {
        return new RunRecord(process, startedAtMillis, killed, true, exitCode, at.toEpochMilli());
    }

    Exit exit() {
        return code == null
                ? new Exit.Unknown("it ended while it was nobody's child: an adopted process has no exit code")
                : new Exit.Code(code);
    }

    UnitState state() {
        return ended
                ? new UnitState.Exited(exit(), false, killed, Optional.of(Instant.ofEpochMilli(endedAtMillis)))
                : new UnitState.Running(Instant.ofEpochMilli(startedAtMillis));
    }
}
