package dev.berth.host.engine.docker;

import dev.berth.host.artifact.UnitUser;
import dev.berth.host.disk.DeleteTree;
import dev.berth.host.disk.Ownership;
import dev.berth.host.engine.Delivery;
import dev.berth.host.engine.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What containers have on the host's disk, closed to everybody: files and secrets that are mounted, and a mark of a forced end. */
final class ContainerFolders {
    private final Path root;

    ContainerFolders(Path root) throws IOException {
        this.root = Ownership.directory(root, "rwx------");
    }

    Delivery delivery(UnitName name, UnitUser owner) {
        Optional<UnitUser> given = Ownership.root() ? Optional.of(owner) : Optional.empty();
        return new Delivery(folder(name).resolve("files"), folder(name).resolve("secrets"), given);
    }

    void makeEmpty(UnitName name) throws IOException {
        delete(name);
        Ownership.directory(folder(name), "rwx------");
    }

    void delete(UnitName name) throws IOException {
        DeleteTree.delete(folder(name));
    }

    void markKilled(UnitName name) throws IOException {
        Files.createDirectories(folder(name));
        Files.writeString(killed(name), "");
    }

    void forgetKilled(UnitName name) throws IOException {
        Files.deleteIfExists(killed(name));
    }

    boolean wasKilled(UnitName name) {
        return Files.exists(killed(name));
    }

    private Path killed(UnitName name) {
        return folder(name).resolve("killed");
    }

    private Path folder(UnitName name) {
        return root.resolve(name.text());
    }
}
