package dev.berth.host.engine;

import java.util.Optional;

/** What a unit has used; a figure is absent where the engine cannot know it. */
public record Stats(
        Optional<Long> cpuNanos, Optional<Long> memoryBytes, Optional<Long> volumeBytes, Optional<Long> pids) {
    public static final Stats NONE = new Stats(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
