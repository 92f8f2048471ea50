package dev.berth.host.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.berth.contract.v1.HostWire;
import dev.berth.host.artifact.ArtifactSpec;
import dev.berth.host.artifact.Content;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.Runtime;
import dev.berth.host.artifact.UnitUser;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Programs as messages, and the hash that names one. */
public final class ProgramWire {
    private ProgramWire() {}

    /** Lower-case hex of the SHA-256 of all that a program is: equal programs, and no others, have the same. */
    public static String sha256(Program program) {
        HostWire.Program message = to(program);
        byte[] bytes = new byte[message.getSerializedSize()];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.useDeterministicSerialization();
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException impossible) {
            throw new IllegalStateException("the bytes have room for the message", impossible);
        }
        return Content.of(bytes).sha256();
    }

    public static HostWire.Program to(Program program) {
        var message = HostWire.Program.newBuilder()
                .setNodeMajor(
                        switch (program.runtime()) {
                            case Runtime.Native _ -> 0;
                            case Runtime.Node(int minimumMajor) -> minimumMajor;
                        })
                .setUser(program.user().toString())
                .setDataPath(program.dataPath().orElse(""));
        switch (program.artifact()) {
            case ArtifactSpec.Npm npm ->
                message.setNpm(HostWire.Npm.newBuilder()
                        .setPackage(npm.packageName())
                        .setVersion(npm.version())
                        .setIntegrity(npm.integrity())
                        .putAllFolder(bytes(npm.folder()))
                        .setNeeds(to(npm.needs())));
            case ArtifactSpec.Bundled bundled ->
                message.setBundled(HostWire.Bundled.newBuilder()
                        .putAllFiles(bytes(bundled.files()))
                        .setNeeds(to(bundled.needs())));
            case ArtifactSpec.HostProvided host ->
                message.setHostProvided(HostWire.HostProvided.newBuilder()
                        .setBinary(host.binary())
                        .addAllSearch(host.search())
                        .setDebianPackage(host.debianPackage())
                        .addAllVersionArgv(host.versionArgv())
                        .setNeeds(to(host.needs())));
            case ArtifactSpec.Oci(String image, String tag, String digest) ->
                message.setOci(
                        HostWire.Oci.newBuilder().setImage(image).setTag(tag).setDigest(digest));
            case ArtifactSpec.Unresolved(String image, String tag, String why) ->
                message.setUnresolved(HostWire.Unresolved.newBuilder()
                        .setImage(image)
                        .setTag(tag)
                        .setWhy(why));
        }
        return message.build();
    }

    public static Program from(HostWire.Program message) {
        ArtifactSpec artifact = switch (message.getArtifactCase()) {
            case NPM -> {
                HostWire.Npm npm = message.getNpm();
                yield new ArtifactSpec.Npm(
                        npm.getPackage(),
                        npm.getVersion(),
                        npm.getIntegrity(),
                        contents(npm.getFolderMap()),
                        from(npm.getNeeds()));
            }
            case BUNDLED ->
                new ArtifactSpec.Bundled(
                        contents(message.getBundled().getFilesMap()),
                        from(message.getBundled().getNeeds()));
            case HOST_PROVIDED -> {
                HostWire.HostProvided host = message.getHostProvided();
                yield new ArtifactSpec.HostProvided(
                        host.getBinary(),
                        host.getSearchList(),
                        host.getDebianPackage(),
                        host.getVersionArgvList(),
                        from(host.getNeeds()));
            }
            case OCI ->
                new ArtifactSpec.Oci(
                        message.getOci().getImage(),
                        message.getOci().getTag(),
                        message.getOci().getDigest());
            case UNRESOLVED ->
                new ArtifactSpec.Unresolved(
                        message.getUnresolved().getImage(),
                        message.getUnresolved().getTag(),
                        message.getUnresolved().getWhy());
            case ARTIFACT_NOT_SET -> throw new NotUnderstood("a program without an artifact");
        };
        return new Program(
                artifact,
                message.getNodeMajor() == 0 ? new Runtime.Native() : new Runtime.Node(message.getNodeMajor()),
                UnitUser.parse(message.getUser()),
                message.getDataPath().isEmpty() ? Optional.empty() : Optional.of(message.getDataPath()));
    }

    private static HostWire.Needs to(ArtifactSpec.Needs needs) {
        return HostWire.Needs.newBuilder()
                .addAllExecutables(needs.executables())
                .addAllFiles(needs.files())
                .build();
    }

    private static ArtifactSpec.Needs from(HostWire.Needs needs) {
        return new ArtifactSpec.Needs(needs.getExecutablesList(), needs.getFilesList());
    }

    static Map<String, ByteString> bytes(Map<String, Content> contents) {
        return contents.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> ByteString.copyFrom(entry.getValue().bytes())));
    }

    static Map<String, Content> contents(Map<String, ByteString> bytes) {
        return bytes.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> Content.of(entry.getValue().toByteArray())));
    }
}
