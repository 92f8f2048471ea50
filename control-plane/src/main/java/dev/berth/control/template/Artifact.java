package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a unit's program comes from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Artifact.Npm.class, name = "npm"),
    @JsonSubTypes.Type(value = Artifact.Bundled.class, name = "bundled"),
    @JsonSubTypes.Type(value = Artifact.HostProvided.class, name = "hostProvided"),
    @JsonSubTypes.Type(value = Artifact.Oci.class, name = "oci")
})
public sealed interface Artifact {
    /** The artifact in a few words, for people. */
    default String title() {
        return switch (this) {
            case Npm npm -> npm.packageName() + " " + npm.version();
            case Bundled _ -> "files of the template";
            case HostProvided host -> "the host's " + host.binary();
            case Oci oci -> oci.image() + ":" + oci.tag();
        };
    }

    /** Files that an image built from the artifact needs. */
    record Needs(
            @Nullable List<String> executables, @Nullable List<String> files) {}

    /** A package of npm with its lock file. */
    record Npm(
            @JsonProperty("package") String packageName,

            String version,
            String integrity,
            String folder,
            @Nullable Needs needs)
            implements Artifact {}

    /** Files of the template's folder. */
    record Bundled(List<String> files, @Nullable Needs needs) implements Artifact {
        public Bundled {
            files = List.copyOf(files);
        }
    }

    /** A program that the host's package manager installed. */
    record HostProvided(
            String binary,
            String debianPackage,
            List<String> versionArgv,
            @Nullable Needs needs) implements Artifact {
        public HostProvided {
            versionArgv = versionArgv == null ? List.of() : List.copyOf(versionArgv);
        }
    }

    /** An image of a registry: by digest, or not yet resolved and why. */
    record Oci(
            String image,
            String tag,
            @Nullable String digest,
            @Nullable String unresolved) implements Artifact {
        Optional<String> unresolvedReason() {
            return digest == null ? Optional.of(unresolved == null ? "no digest" : unresolved) : Optional.empty();
        }
    }
}
