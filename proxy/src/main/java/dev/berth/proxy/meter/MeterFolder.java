package dev.berth.proxy.meter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Where a proxy keeps its epochs, one folder each. Held by one process: two on one disk would report each other's. */
public final class MeterFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel lockFile;

    private MeterFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    public static MeterFolder open(Path root) throws IOException {
        Files.createDirectories(root);
        FileChannel lockFile =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            lockFile.close();
            throw new IOException("the meter's folder " + root + " is in use by another proxy");
        }
        return new MeterFolder(root, lockFile);
    }

    EpochFolder create(Epoch epoch, Instant now) throws IOException {
        return EpochFolder.create(root, epoch, now);
    }

    /** The epochs of earlier processes, oldest first. */
    List<EpochFolder> earlierThan(Epoch present) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.sorted()
                    .flatMap(folder -> EpochFolder.find(folder).stream())
                    .filter(folder -> !folder.epoch().equals(present))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
