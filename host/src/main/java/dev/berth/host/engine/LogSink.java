package dev.berth.host.engine;

import java.time.Instant;
import java.util.Optional;

/** Takes lines of a unit's output; says {@code false} when it wants no more. */
@FunctionalInterface
public interface LogSink {
    /** One line; {@code at} is absent where the engine keeps no times. */
    boolean line(Optional<Instant> at, String text);
}
