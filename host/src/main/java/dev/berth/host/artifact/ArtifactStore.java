package dev.berth.host.artifact;

import dev.berth.host.artifact.FetchOutcome.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Programs on this host's disk, by content: fetched once, kept outside any unit, shared by all instances. */
public final class ArtifactStore {
    private final KnownBinaries binaries = new KnownBinaries();
    private final SearchPath path;
    private final NpmPackages npm;
    private final BundledFiles bundled;

    /** @param cache a directory that units' users can read; see {@code HostConfig} */
    public ArtifactStore(Path cache, SearchPath path) {
        this.path = path;
        this.npm = new NpmPackages(cache.resolve("npm"), path);
        this.bundled = new BundledFiles(cache.resolve("bundled"));
    }

    /** The program if it is here and whole; never fetches. */
    public Optional<Installed> find(Program program) {
        try {
            Optional<Installed> artifact = switch (program.artifact()) {
                case ArtifactSpec.Npm spec -> npm.find(spec);
                case ArtifactSpec.Bundled spec -> bundled.find(spec);
                case ArtifactSpec.HostProvided spec -> Optional.of(hostProvided(spec));
                case ArtifactSpec.Oci _, ArtifactSpec.Unresolved _ -> Optional.empty();
            };
            return artifact.isPresent() ? Optional.of(withRuntime(artifact.get(), program.runtime())) : artifact;
        } catch (NotFetched | IOException absent) {
            return Optional.empty();
        }
    }

    /** Brings the program here; an image of a registry is not this store's business. */
    public FetchOutcome fetch(Program program, Consumer<String> progress) {
        try {
            Installed artifact = switch (program.artifact()) {
                case ArtifactSpec.Npm spec -> npm.install(spec, progress);
                case ArtifactSpec.Bundled spec -> bundled.install(spec);
                case ArtifactSpec.HostProvided spec -> hostProvided(spec);
                case ArtifactSpec.Oci spec ->
                    throw new NotFetched(Cause.FORBIDDEN, spec.title() + " is an image: it needs a container engine");
                case ArtifactSpec.Unresolved spec ->
                    throw new NotFetched(Cause.UNRESOLVED, spec.title() + ": " + spec.why());
            };
            Installed whole = withRuntime(artifact, program.runtime());
            return new FetchOutcome.Fetched(whole.identity(), whole.version());
        } catch (NotFetched failed) {
            return failed.outcome();
        } catch (IOException failed) {
            return new FetchOutcome.Failed(Cause.UNREACHABLE, program.artifact().title() + ": " + failed);
        }
    }

    private Installed withRuntime(Installed artifact, Runtime runtime) throws NotFetched, IOException {
        return switch (runtime) {
            case Runtime.Native _ -> artifact;
            case Runtime.Node node -> {
                Path binary = path.findBinary("node").orElseThrow(() -> missing("node", "nodejs"));
                KnownBinaries.Answer known = binaries.about(binary, List.of("--version"));
                if (major(known.version()) < node.minimumMajor())
                    throw new NotFetched(
                            Cause.BINARY_MISSING,
                            binary + " is Node.js " + known.version() + " (expected: >= " + node.minimumMajor() + ")");
                yield artifact.with(binary, known.sha256());
            }
        };
    }

    private Installed hostProvided(ArtifactSpec.HostProvided spec) throws NotFetched, IOException {
        Path binary = path.after(spec.search())
                .findBinary(spec.binary())
                .orElseThrow(() -> missing(spec.binary(), spec.debianPackage()));
        KnownBinaries.Answer known = binaries.about(binary, spec.versionArgv());
        Path tree = Objects.requireNonNull(binary.getParent(), "a binary is in a directory");
        return new Installed(tree, List.of(binary), "sha256:" + known.sha256(), known.version(), Optional.empty());
    }

    private static NotFetched missing(String name, String debianPackage) {
        return new NotFetched(
                Cause.BINARY_MISSING, name + " is not on this host; install it: apt-get install " + debianPackage);
    }

    private static int major(String version) {
        String digits = version.replaceFirst("^v", "").replaceFirst("\\..*$", "");
        return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
    }
}
