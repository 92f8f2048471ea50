package dev.berth.host.engine.process;

import dev.berth.host.disk.DeleteTree;
import dev.berth.host.disk.Disk;
import dev.berth.host.disk.DiskUse;
import dev.berth.host.disk.JsonFile;
import dev.berth.host.disk.Ownership;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeSpec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Volumes as directories: {@code NAME.json} says whose it is, {@code NAME} holds the data. The record goes last. */
final class ProcessVolumes {
    private final Path root;

    ProcessVolumes(Path root) throws IOException {
        this.root = Ownership.directory(root, "rwx--x--x");
    }

    Path data(VolumeName name) {
        return root.resolve(name.text());
    }

    private JsonFile<VolumeRecord> record(VolumeName name) {
        return new JsonFile<>(root.resolve(name.text() + ".json"), VolumeRecord.class);
    }

    Optional<VolumeRecord> find(VolumeName name) {
        return record(name).read().filter(_ -> Files.isDirectory(data(name)));
    }

    void make(VolumeSpec volume, Optional<Integer> user) throws IOException {
        record(volume.name()).write(new VolumeRecord(volume.name(), volume.labels(), user.orElse(null)));
        Path data = Ownership.directory(data(volume.name()), "rwx------");
        if (user.isPresent()) Ownership.give(data, user.get(), user.get());
    }

    void delete(VolumeName name) throws IOException {
        DeleteTree.delete(data(name));
        Files.deleteIfExists(record(name).file());
    }

    Disk disk() {
        return Disk.under(root);
    }

    Map<VolumeName, Long> sizes() throws IOException {
        var sizes = new HashMap<VolumeName, Long>();
        for (VolumeRecord volume : all()) sizes.put(volume.name(), DiskUse.of(data(volume.name())));
        return sizes;
    }

    List<VolumeRecord> all() throws IOException {
        List<VolumeRecord> volumes = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root, "*.json")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
                find(new VolumeName(name)).ifPresent(volumes::add);
            }
        }
        return volumes;
    }
}
