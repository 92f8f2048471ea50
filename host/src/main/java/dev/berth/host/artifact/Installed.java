package dev.berth.host.artifact;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A program on this host's disk: {@code tree} is what <code>{artifact}</code> stands for in a process, {@code files} the
 * files of it that belong to the artifact (empty: all), {@code runtime} what <code>{runtime}</code> stands for.
 */
public record Installed(Path tree, List<Path> files, String identity, String version, Optional<Path> runtime) {
    public Installed {
        files = List.copyOf(files);
    }

    Installed with(Path runtimeBinary, String runtimeHash) {
        return new Installed(tree, files, identity + "+node:" + runtimeHash, version, Optional.of(runtimeBinary));
    }
}
