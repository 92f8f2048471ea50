package dev.berth.control.template;

import dev.berth.host.artifact.ArtifactSpec;
import dev.berth.host.artifact.Content;
import dev.berth.host.artifact.Runtime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A template's artifacts in the words of a host, with the files of the folder that belong to them. */
final class HostArtifacts {
    private static final Pattern MINIMUM = Pattern.compile(">=\\s*(\\d+).*");

    private HostArtifacts() {}

    static ArtifactSpec of(Artifact artifact, TemplateVersion version) {
        ArtifactSpec.Needs needs = needs(artifact.needs());
        return switch (artifact.source()) {
            case Artifact.Npm npm ->
                new ArtifactSpec.Npm(
                        npm.packageName(), npm.version(), npm.integrity(), folder(npm.folder(), version), needs);
            case Artifact.Bundled bundled -> new ArtifactSpec.Bundled(files(bundled.files(), version), needs);
            case Artifact.HostProvided host ->
                new ArtifactSpec.HostProvided(
                        host.binary(), host.search(), host.debianPackage(), host.versionArgv(), needs);
            case Artifact.Oci oci ->
                oci.digest() == null
                        ? new ArtifactSpec.Unresolved(
                                oci.image(), oci.tag(), oci.unresolvedReason().orElseThrow())
                        : new ArtifactSpec.Oci(oci.image(), oci.tag(), oci.digest());
        };
    }

    static Runtime runtime(UnitRule rule) {
        return switch (rule.runtime()) {
            case NATIVE -> new Runtime.Native();
            case NODE ->
                new Runtime.Node(minimumMajor(Objects.requireNonNull(rule.runtimeVersion(), "runtimeVersion")));
        };
    }

    private static int minimumMajor(String version) {
        Matcher matcher = MINIMUM.matcher(version);
        if (!matcher.matches())
            throw new IllegalArgumentException("runtimeVersion: " + version + " (expected: \">=N\")");
        return Integer.parseInt(matcher.group(1));
    }

    private static Map<String, Content> folder(String folder, TemplateVersion version) {
        String prefix = folder.endsWith("/") ? folder : folder + "/";
        var files = new LinkedHashMap<String, Content>();
        version.files().forEach((path, content) -> {
            if (path.startsWith(prefix)) files.put(path.substring(prefix.length()), content);
        });
        return files;
    }

    private static Map<String, Content> files(List<String> names, TemplateVersion version) {
        var files = new LinkedHashMap<String, Content>();
        names.forEach(name -> files.put(
                name,
                version.file(name)
                        .orElseThrow(() -> new IllegalStateException(
                                "file " + name + " of " + version.template().name() + ": not in its folder"))));
        return files;
    }

    private static ArtifactSpec.Needs needs(Artifact.@Nullable Needs needs) {
        return needs == null ? ArtifactSpec.Needs.NONE : new ArtifactSpec.Needs(needs.executables(), needs.files());
    }
}
