package dev.berth.host.artifact;

import java.util.Optional;

/** An artifact as one unit uses it: with its runtime, its user and the directory that the user may write to. */
public record Program(ArtifactSpec artifact, Runtime runtime, UnitUser user, Optional<String> dataPath) {
    public Program {
        dataPath.ifPresent(path -> {
            if (!path.matches("(/[A-Za-z0-9_.-]+)+") || path.contains(".."))
                throw new IllegalArgumentException("dataPath: " + path + " (expected: an absolute path)");
        });
    }
}
