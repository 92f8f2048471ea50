package dev.berth.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of a size of a test's own: ext4 in a file, mounted. Files are allocated in it, not written, so it costs nothing. */
final class SmallDisk implements AutoCloseable {
    private final Path image;
    private final Path directory;

    /** Why there can be none here; empty: there can. */
    static Optional<String> missing() {
        if (!System.getProperty("user.name").equals("root")) return Optional.of("mounting a file system needs root");
        try (var trial = new SmallDisk(16 << 20)) {
            return Files.isDirectory(trial.directory) ? Optional.empty() : Optional.of("nothing is mounted");
        } catch (IOException | AssertionError refused) {
            return Optional.of("this machine lets nobody mount a file system: " + refused.getMessage());
        }
    }

    SmallDisk(long bytes) throws IOException {
        this.image = Files.createTempFile(Path.of("/var/lib"), "berth-e2e-", ".ext4");
        this.directory = Files.createTempDirectory(Path.of("/var/lib"), "berth-e2e-disk-");
        Program.of("truncate", "--size=" + bytes, image.toString()).run();
        Program.of("mkfs.ext4", "-q", "-m", "0", image.toString()).run();
        Program.of("mount", "-o", "loop", image.toString(), directory.toString())
                .run();
        Program.of("chmod", "711", directory.toString()).run();
    }

    Path directory() {
        return directory;
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Makes a file that takes so much of it. */
    static void allocate(Path file, long bytes) {
        Program.of("fallocate", "--length=" + bytes, file.toString()).run();
    }

    @Override
    public void close() throws IOException {
        Program.of("umount", "--lazy", directory.toString()).start().ended();
        Files.delete(directory);
        Files.delete(image);
    }
}
