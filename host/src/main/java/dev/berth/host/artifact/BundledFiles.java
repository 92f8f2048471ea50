package dev.berth.host.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs that a template carries itself. */
final class BundledFiles {
    private final ContentDirectory directories;

    BundledFiles(Path cache) {
        this.directories = new ContentDirectory(cache);
    }

    Optional<Installed> find(ArtifactSpec.Bundled spec) {
        String hash = Hashes.of(spec.files());
        Path tree = directories.at(hash);
        return Files.isDirectory(tree) ? Optional.of(installed(tree, hash)) : Optional.empty();
    }

    Installed install(ArtifactSpec.Bundled spec) throws IOException, NotFetched {
        String hash = Hashes.of(spec.files());
        return installed(directories.make(hash, aside -> ContentDirectory.write(aside, spec.files())), hash);
    }

    private static Installed installed(Path tree, String hash) {
        return new Installed(tree, List.of(), "bundled:" + hash, hash.substring(0, 12), Optional.empty());
    }
}
