package dev.berth.host.image;

import dev.berth.host.artifact.ArtifactSpec.Needs;
import dev.berth.host.artifact.Command;
import dev.berth.host.artifact.Hashes;
import dev.berth.host.artifact.Installed;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.UnitUser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An image for one program: the artifact, its runtime, the libraries both need, a user. {@code tag} is a hash of all of it,
 * so that equal input is never built twice. The unit's data directory is in the image because a fresh volume takes its owner from there.
 */
public record ImageRecipe(String tag, Installed installed, SortedSet<Path> hostFiles, UnitUser user, String dataPath) {
    /** Where an image has its parts. */
    public static final String ARTIFACT = "/berth/artifact";

    public static final String RUNTIME = "/berth/runtime/node";
    public static final String FILES = "/berth/files";
    public static final String SECRETS = "/berth/secrets";
    private static final String VERSION = "1";

    /** @param user who the unit runs as here, which is not its own choice where this process is an ordinary user's */
    public static ImageRecipe of(Program program, Installed installed, UnitUser user) throws IOException {
        var hostFiles = new TreeSet<Path>();
        Needs needs = program.artifact().needs();
        needs.files().forEach(file -> hostFiles.add(Path.of(file)));
        for (Path executable : executables(needs, installed)) hostFiles.addAll(libraries(executable));
        String dataPath = program.dataPath().orElse("");
        return new ImageRecipe(tag(installed, hostFiles, user, dataPath), installed, hostFiles, user, dataPath);
    }

    private static List<Path> executables(Needs needs, Installed installed) {
        List<Path> executables = new ArrayList<>(installed.files());
        installed.runtime().ifPresent(executables::add);
        needs.executables().forEach(name -> executables.add(installed.tree().resolve(name)));
        return executables;
    }

    private static SortedSet<Path> libraries(Path executable) throws IOException {
        Command ldd = new Command(List.of("/usr/bin/ldd", executable.toString()), Path.of("/"), Duration.ofSeconds(20));
        try {
            return SharedLibraries.parse(executable, ldd.run(line -> {}).lines())
                    .paths();
        } catch (SharedLibraries.MissingLibrary missing) {
            throw new IOException(missing.getMessage(), missing);
        }
    }

    private static String tag(Installed installed, SortedSet<Path> hostFiles, UnitUser user, String dataPath) {
        MessageDigest digest = Hashes.sha256();
        var parts = new ArrayList<>(List.of(VERSION, installed.identity(), user.toString(), dataPath));
        for (Path file : hostFiles) parts.add(file + "=" + Hashes.of(file));
        for (String part : parts) digest.update((part + "\0").getBytes(StandardCharsets.UTF_8));
        return "berth-artifact:" + Hashes.hex(digest).substring(0, 40);
    }

    /** Writes the image's root as a tar, the same bytes each time. */
    public void write(OutputStream out) throws IOException {
        var root = new RootFs();
        if (installed.files().isEmpty()) root.tree(ARTIFACT, installed.tree());
        for (Path file : installed.files())
            root.copy(ARTIFACT + "/" + installed.tree().relativize(file), file);
        installed.runtime().ifPresent(runtime -> root.copy(RUNTIME, runtime));
        for (Path file : hostFiles) root.copy(file.toString(), file);
        root.directory(FILES);
        root.directory(SECRETS);
        root.text("/etc/passwd", "unit:x:" + user + "::/tmp:/\n");
        root.text("/etc/group", "unit:x:" + user.gid() + ":\n");
        root.directory("/tmp", 01777, 0, 0);
        if (!dataPath.isEmpty()) root.directory(dataPath, 0700, user.uid(), user.gid());
        root.write(out);
    }
}
