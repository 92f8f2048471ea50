package dev.berth.host.engine.process;

import dev.berth.host.engine.Labels;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.VolumeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A unit as create left it on disk: all placeholders resolved, no secret in it. */
record UnitRecord(
        UnitName name,
        Labels labels,
        List<String> argv,
        Map<String, String> env,
        List<Port> ports,
        int pids,
        int openFiles,
        NetworkName network,
        @Nullable VolumeName volume,
        @Nullable Integer uid) {

    Optional<VolumeName> usedVolume() {
        return Optional.ofNullable(volume);
    }

    /** The unprivileged user that it runs as; absent when whoever runs the engine is one already. */
    Optional<Integer> user() {
        return Optional.ofNullable(uid);
    }
}
