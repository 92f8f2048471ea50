package dev.berth.host.agent;

import dev.berth.host.disk.JsonFile;
import java.nio.file.Path;

/** The highest epoch of a control plane that this host has heard, kept on disk: who speaks for a lower one is refused. */
final class EpochFence {
    private final JsonFile<Long> file;
    private long held;

    EpochFence(Path file) {
        this.file = new JsonFile<>(file, Long.class);
        this.held = this.file.read().orElse(0L);
    }

    /** The epoch that is held after {@code came} has spoken; higher than {@code came} when it is stale. */
    synchronized long admit(long came) {
        if (came > held) {
            file.write(came);
            held = came;
        }
        return held;
    }
}
