package dev.berth.cli.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The directory of one Berth, `.berth/` unless BERTH_DIR says otherwise: all its state, readable by its owner only. */
public record Installation(Path directory) {
    static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    public Installation {
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("directory: " + directory + " (expected: an absolute path)");
        }
    }

    /** BERTH_DIR, else `.berth` beside the `berth` script (BERTH_HOME), else `.berth` here. */
    public static Installation fromEnvironment(Map<String, String> environment) {
        String chosen = environment.get("BERTH_DIR");
        if (chosen != null && !chosen.isBlank()) {
            return new Installation(Path.of(chosen).toAbsolutePath().normalize());
        }
        Path home = Path.of(environment.getOrDefault("BERTH_HOME", ""));
        return new Installation(home.resolve(".berth").toAbsolutePath().normalize());
    }

    public boolean exists() {
        return Files.exists(settingsFile());
    }

    public Path settingsFile() {
        return directory.resolve("installation.json");
    }

    public Path quickstartFile() {
        return directory.resolve("quickstart.json");
    }

    /** Held as long as a supervisor runs. */
    public Path lockFile() {
        return directory.resolve("supervisor.lock");
    }

    /** There from the first unit that may run until all have been stopped. */
    public Path unitsMayRunFile() {
        return directory.resolve("units-may-run");
    }

    public Path secrets() {
        return ownedDirectory("secrets");
    }

    public Path logs() {
        return ownedDirectory("logs");
    }

    public Path run() {
        return ownedDirectory("run");
    }

    public Path database() {
        return ownedDirectory("database");
    }

    /** Creates the directory when it is absent, and takes other users' access away. */
    public Path ownedDirectory(String name) {
        Path path = directory.resolve(name);
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            if (!Files.getPosixFilePermissions(directory).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(directory, OWNER_ONLY);
            }
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + path, e);
        }
    }

    /** Reads a small text file of the installation; empty when there is none. */
    public static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (java.nio.file.NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
