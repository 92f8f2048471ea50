package dev.berth.host.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.host.artifact.FetchOutcome.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Packages installed by the machine's own npm, from a lock file in which every package has an integrity hash. */
final class NpmPackages {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final ObjectMapper JSON = new ObjectMapper();
    private final ContentDirectory directories;
    private final SearchPath path;

    NpmPackages(Path cache, SearchPath path) {
        this.directories = new ContentDirectory(cache);
        this.path = path;
    }

    Optional<Installed> find(ArtifactSpec.Npm spec) {
        Path tree = directories.at(key(spec));
        return Files.isDirectory(tree) ? Optional.of(installed(spec, tree)) : Optional.empty();
    }

    Installed install(ArtifactSpec.Npm spec, Consumer<String> progress) throws IOException, NotFetched {
        checkLock(spec);
        return installed(spec, directories.make(key(spec), aside -> fill(spec, aside, progress)));
    }

    private void fill(ArtifactSpec.Npm spec, Path aside, Consumer<String> progress) throws IOException, NotFetched {
        Path npm = path.find("npm")
                .orElseThrow(() -> new NotFetched(
                        Cause.BINARY_MISSING, "npm is not on this host; install it: apt-get install npm"));
        ContentDirectory.write(aside, spec.folder());
        progress.accept("npm installs " + spec.packageName() + "@" + spec.version());
        List<String> argv = List.of(
                npm.toString(), "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=http");
        Command.Ended ended = new Command(argv, aside, PATIENCE).run(progress);
        if (ended.exit() != 0) throw new NotFetched(cause(ended.text()), spec.title() + ": " + ended.text());
        checkInstalled(spec, aside);
    }

    /** The lock must pin every package, and the wanted one as the template says. */
    private static void checkLock(ArtifactSpec.Npm spec) throws IOException, NotFetched {
        JsonNode packages = JSON.readTree(spec.folder()
                        .getOrDefault("package-lock.json", Content.of("{}"))
                        .bytes())
                .path("packages");
        for (var entry : packages.properties())
            if (!entry.getKey().isEmpty()
                    && entry.getValue().path("integrity").asText().isEmpty())
                throw new NotFetched(Cause.CORRUPT, "package-lock.json: " + entry.getKey() + " has no integrity");
        JsonNode wanted = packages.path("node_modules/" + spec.packageName());
        String locked =
                wanted.path("version").asText() + " " + wanted.path("integrity").asText();
        String expected = spec.version() + " " + spec.integrity();
        if (!locked.equals(expected))
            throw new NotFetched(
                    Cause.CORRUPT,
                    "package-lock.json: " + spec.packageName() + " is " + locked + " (expected: " + expected + ")");
    }

    private static void checkInstalled(ArtifactSpec.Npm spec, Path tree) throws IOException, NotFetched {
        Path manifest = tree.resolve("node_modules").resolve(spec.packageName()).resolve("package.json");
        String version = Files.isRegularFile(manifest)
                ? JSON.readTree(Files.readAllBytes(manifest)).path("version").asText()
                : "absent";
        if (!version.equals(spec.version()))
            throw new NotFetched(
                    Cause.WRONG_ARCHITECTURE,
                    spec.packageName() + " is " + version + " after npm ci (expected: " + spec.version() + ")");
    }

    private static Cause cause(String said) {
        if (said.contains("EINTEGRITY")) return Cause.CORRUPT;
        if (said.contains("EBADPLATFORM")) return Cause.WRONG_ARCHITECTURE;
        if (said.contains("E404") || said.contains("ETARGET")) return Cause.NOT_FOUND;
        if (said.contains("E401") || said.contains("E403")) return Cause.FORBIDDEN;
        return Cause.UNREACHABLE;
    }

    private static String key(ArtifactSpec.Npm spec) {
        return Hashes.of(spec.folder());
    }

    private static Installed installed(ArtifactSpec.Npm spec, Path tree) {
        return new Installed(tree, List.of(), "npm:" + key(spec), spec.version(), Optional.empty());
    }
}
