package dev.berth.host.engine.process;

import dev.berth.host.engine.Labels;
import dev.berth.host.engine.VolumeName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A volume as kept on disk; {@code uid} is the user of whatever unit uses it. */
record VolumeRecord(
        VolumeName name, Labels labels, @Nullable Integer uid) {
    Optional<Integer> user() {
        return Optional.ofNullable(uid);
    }
}
