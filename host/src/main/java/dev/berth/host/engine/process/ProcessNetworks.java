package dev.berth.host.engine.process;

import dev.berth.host.disk.JsonFile;
import dev.berth.host.disk.Ownership;
import dev.berth.host.engine.NetworkName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Networks, remembered so that they can be listed and removed like those of other engines. */
final class ProcessNetworks {
    private final Path root;

    ProcessNetworks(Path root) throws IOException {
        this.root = Ownership.directory(root, "rwx------");
    }

    private JsonFile<NetworkRecord> record(NetworkName name) {
        return new JsonFile<>(root.resolve(name.text() + ".json"), NetworkRecord.class);
    }

    Optional<NetworkRecord> find(NetworkName name) {
        return record(name).read();
    }

    void make(NetworkRecord network) {
        record(network.name()).write(network);
    }

    boolean delete(NetworkName name) throws IOException {
        return Files.deleteIfExists(record(name).file());
    }

    List<NetworkRecord> all() throws IOException {
        List<NetworkRecord> networks = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root, "*.json")) {
            for (Path file : files)
                new JsonFile<>(file, NetworkRecord.class).read().ifPresent(networks::add);
        }
        return networks;
    }
}
