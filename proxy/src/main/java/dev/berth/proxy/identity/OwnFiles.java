package dev.berth.proxy.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A folder that nobody else reads; each file is always whole. */
record OwnFiles(Path path) {
    static OwnFiles open(Path path) throws IOException {
        var mine = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(path, PosixFilePermissions.asFileAttribute(mine));
        Files.setPosixFilePermissions(path, mine);
        return new OwnFiles(path);
    }

    byte @Nullable [] read(String name) throws IOException {
        Path file = path.resolve(name);
        return Files.exists(file) ? Files.readAllBytes(file) : null;
    }

    void write(String name, byte[] content) throws IOException {
        Path aside = path.resolve(name + ".new");
        Files.deleteIfExists(aside);
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(aside, content, StandardOpenOption.SYNC);
        Files.move(aside, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
