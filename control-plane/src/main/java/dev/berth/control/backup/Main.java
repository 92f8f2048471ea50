package dev.berth.control.backup;

import dev.berth.control.ControlPlaneConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process behind `berth backup`, `berth restore` and `berth down --wipe --wipe-database`: told by the control plane's settings, and by
 * words: {@code take FILE}, {@code keys FILE DIRECTORY}, {@code load FILE}, {@code drop}. Says what it did on stdout, why not on stderr.
 */
public final class Main {
    private static final String PASSPHRASE_FILE = "BERTH_BACKUP_PASSPHRASE_FILE";
    private static final String KEYS_BELOW = "BERTH_BACKUP_KEYS_BELOW";
    private static final String KEYS = "BERTH_BACKUP_KEYS";

    private Main() {}

    public static void main(String[] words) throws Exception {
        try {
            System.out.println(run(List.of(words)));
        } catch (IOException | SQLException | IllegalArgumentException | RestoreBackup.Refused e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static String run(List<String> words) throws IOException, SQLException, RestoreBackup.Refused {
        return switch (word(words, 0)) {
            case "take" -> take(Path.of(word(words, 1)));
            case "keys" -> keys(Path.of(word(words, 1)), Path.of(word(words, 2)));
            case "load" -> load(Path.of(word(words, 1)));
            case "drop" -> drop();
            default -> throw wrong(words);
        };
    }

    private static String word(List<String> words, int place) {
        if (words.size() <= place) throw wrong(words);
        return words.get(place);
    }

    private static IllegalArgumentException wrong(List<String> words) {
        return new IllegalArgumentException(words + " (expected: take FILE, keys FILE DIRECTORY, load FILE or drop)");
    }

    private static String take(Path file) throws IOException, SQLException {
        ControlPlaneConfig config = ControlPlaneConfig.fromEnvironment(System.getenv());
        Optional<String> passphrase = passphrase();
        Optional<SealedKeys> sealed = Optional.empty();
        if (passphrase.isPresent()) {
            List<String> paths = List.of(System.getenv().getOrDefault(KEYS, "").split(","));
            sealed = Optional.of(SealedKeys.seal(
                    TakeBackup.files(Path.of(System.getenv().getOrDefault(KEYS_BELOW, "")), paths), passphrase.get()));
        }
        Manifest manifest = new TakeBackup(
                        config.database(), config.masterKey(), config.host().instance())
                .into(file, sealed);
        return manifest.rows() + " rows of " + manifest.tables().size() + " tables, as of " + manifest.takenAt();
    }

    private static String keys(Path file, Path directory) throws IOException {
        try (BackupFile backup = BackupFile.open(file)) {
            Optional<InputStream> sealed = backup.keys();
            if (sealed.isEmpty()) return "no keys in the backup";
            Map<String, String> files;
            try (InputStream in = sealed.get()) {
                files = SealedKeys.read(in)
                        .open(passphrase()
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "the backup has keys in it (expected: the passphrase that seals them)")));
            }
            for (Map.Entry<String, String> key : files.entrySet()) write(directory, key.getKey(), key.getValue());
            return files.size() + " files with keys and settings";
        }
    }

    /** What is there already stays. */
    private static void write(Path directory, String path, String text) throws IOException {
        Path file = directory.resolve(path).normalize();
        if (!file.startsWith(directory)) throw new IOException("path in the backup: " + path);
        if (Files.exists(file)) return;
        Files.createDirectories(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private static String load(Path file) throws IOException, SQLException, RestoreBackup.Refused {
        ControlPlaneConfig config = ControlPlaneConfig.fromEnvironment(System.getenv());
        try (BackupFile backup = BackupFile.open(file)) {
            Manifest manifest = backup.manifest();
            if (!manifest.instance().equals(config.host().instance()))
                throw new RestoreBackup.Refused("the backup is of installation " + manifest.instance() + " (expected: "
                        + config.host().instance() + ", which this one is)");
            new RestoreBackup(config.database(), config.masterKey()).from(backup);
            return manifest.rows() + " rows of " + manifest.tables().size() + " tables, as of " + manifest.takenAt();
        }
    }

    private static String drop() throws SQLException, RestoreBackup.Refused {
        DropTables.run(ControlPlaneConfig.fromEnvironment(System.getenv()).database());
        return "Berth's tables are dropped; the roles berth_app, berth_platform and berth_tenant are the whole"
                + " server's, and stay";
    }

    private static Optional<String> passphrase() throws IOException {
        String file = System.getenv().get(PASSPHRASE_FILE);
        return file == null
                ? Optional.empty()
                : Optional.of(Files.readString(Path.of(file)).strip());
    }
}
