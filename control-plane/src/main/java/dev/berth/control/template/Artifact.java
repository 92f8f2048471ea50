package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a unit's program comes from: exactly one of four kinds, where it runs, and what an image made of it needs. */
public record Artifact(
        @Nullable Npm npm,
        @Nullable Bundled bundled,
        @Nullable HostProvided hostProvided,
        @Nullable Oci oci,
        List<String> arch,
        @Nullable Needs needs) {

    /** The one kind that an artifact has. */
    public sealed interface Source {
        /** The source in a few words, for people. */
        String title();
    }

    /** A package of npm with its lock file. */
    public record Npm(@JsonProperty("package") String packageName, String version, String integrity, String folder)
            implements Source {
        @Override
        public String title() {
            return packageName + " " + version;
        }
    }

    /** Files of the template's folder. */
    public record Bundled(List<String> files) implements Source {
        public Bundled {
            files = List.copyOf(files);
        }

        @Override
        public String title() {
            return String.join(", ", files);
        }
    }

    /** A program that the host's package manager installed, looked for in {@code search} before the host's PATH. */
    public record HostProvided(String binary, List<String> search, String debianPackage, List<String> versionArgv)
            implements Source {
        public HostProvided {
            search = search == null ? List.of() : List.copyOf(search);
            versionArgv = List.copyOf(versionArgv);
        }

        @Override
        public String title() {
            return "the host's " + binary;
        }
    }

    /** An image of a registry: by digest, or not yet resolved and why. */
    public record Oci(
            String image,
            String tag,
            @Nullable String digest,
            @Nullable String unresolved) implements Source {
        @Override
        public String title() {
            return image + ":" + tag;
        }

        Optional<String> unresolvedReason() {
            return digest == null ? Optional.of(unresolved == null ? "no digest" : unresolved) : Optional.empty();
        }
    }

    /** Files of the artifact that must find their libraries, and files of the host to copy. */
    public record Needs(List<String> executables, List<String> files) {
        public Needs {
            executables = List.copyOf(executables);
            files = List.copyOf(files);
        }
    }

    public Artifact {
        arch = List.copyOf(arch);
        long kinds = Stream.of(
                        Optional.ofNullable(npm),
                        Optional.ofNullable(bundled),
                        Optional.ofNullable(hostProvided),
                        Optional.ofNullable(oci))
                .filter(Optional::isPresent)
                .count();
        if (kinds != 1)
            throw new IllegalArgumentException(
                    "artifact: " + kinds + " kinds (expected: npm, bundled, hostProvided or oci)");
    }

    public Source source() {
        if (npm != null) return npm;
        if (bundled != null) return bundled;
        if (hostProvided != null) return hostProvided;
        if (oci != null) return oci;
        throw new IllegalStateException("artifact without a kind");
    }
}
