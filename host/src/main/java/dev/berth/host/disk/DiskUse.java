package dev.berth.host.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** How many bytes the files below a directory have; files that vanish meanwhile do not count. */
public final class DiskUse extends SimpleFileVisitor<Path> {
    private long bytes;

    private DiskUse() {}

    public static long of(Path root) throws IOException {
        var use = new DiskUse();
        Files.walkFileTree(root, use);
        return use.bytes;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        bytes += attributes.size();
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException vanished) {
        return FileVisitResult.CONTINUE;
    }
}
