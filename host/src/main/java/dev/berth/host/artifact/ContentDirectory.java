package dev.berth.host.artifact;

import dev.berth.host.disk.DeleteTree;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;

/** Directories keyed by a hash: made aside and renamed when whole, so that one that exists is complete. */
record ContentDirectory(Path root) {
    /** Fills a directory that is still nobody's. */
    interface Filling {
        void fill(Path directory) throws IOException, NotFetched;
    }

    Path at(String key) {
        return root.resolve(key);
    }

    Path make(String key, Filling filling) throws IOException, NotFetched {
        Path whole = at(key);
        if (Files.isDirectory(whole)) return whole;
        Files.createDirectories(root);
        Path aside = Files.createDirectory(root.resolve(".making-" + key + "-" + UUID.randomUUID()));
        try {
            filling.fill(aside);
            readableByAll(aside);
            rename(aside, whole);
        } finally {
            DeleteTree.delete(aside);
        }
        return whole;
    }

    static void write(Path directory, Map<String, Content> files) throws IOException {
        for (var file : files.entrySet()) {
            Path target = directory.resolve(file.getKey());
            Files.createDirectories(target.resolve("..").normalize());
            Files.write(target, file.getValue().bytes());
        }
    }

    private static void rename(Path aside, Path whole) throws IOException {
        try {
            Files.move(aside, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException oneFileSystem) {
            throw oneFileSystem;
        } catch (IOException maybeMadeMeanwhile) {
            if (!Files.isDirectory(whole)) throw maybeMadeMeanwhile;
        }
    }

    private static void readableByAll(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!attributes.isSymbolicLink())
                    Files.setPosixFilePermissions(
                            file,
                            PosixFilePermissions.fromString(Files.isExecutable(file) ? "rwxr-xr-x" : "rw-r--r--"));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
