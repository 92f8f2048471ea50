package dev.berth.host.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * What an engine builds an image from: a Dockerfile of two lines and the root as one tar, because {@code ADD} keeps the owners
 * of a tar's files where {@code COPY} gives all to root.
 */
public record BuildContext(Path file) implements AutoCloseable {
    private static final String DOCKERFILE = "FROM scratch\nADD root.tar /\n";

    public static BuildContext write(ImageRecipe recipe, Path directory) throws IOException {
        Path root = Files.createTempFile(directory, "root", ".tar");
        Path context = Files.createTempFile(directory, "context", ".tar");
        try (OutputStream out = Files.newOutputStream(root)) {
            recipe.write(out);
        }
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(context))) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            byte[] dockerfile = DOCKERFILE.getBytes(StandardCharsets.UTF_8);
            put(tar, "Dockerfile", dockerfile.length);
            tar.write(dockerfile);
            tar.closeArchiveEntry();
            put(tar, "root.tar", Files.size(root));
            Files.copy(root, tar);
            tar.closeArchiveEntry();
        } finally {
            Files.delete(root);
        }
        return new BuildContext(context);
    }

    private static void put(TarArchiveOutputStream tar, String name, long size) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
    }

    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
