package dev.berth.host.agent;

import dev.berth.host.agent.HostReport.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The disk under a directory, as the kernel tells of it. */
final class Disks {
    private Disks() {}

    static Disk under(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            return new Disk(mount(directory), type(store.name()), store.getTotalSpace(), store.getUsableSpace());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The highest directory that is still on the same file system. */
    private static String mount(Path directory) throws IOException {
        Path at = directory.toRealPath();
        FileStore store = Files.getFileStore(at);
        while (at.getParent() != null && Files.getFileStore(at.getParent()).equals(store)) at = at.getParent();
        return at.toString();
    }

    /** {@code /dev/nvme0n1p2} and {@code /dev/sda1} are partitions: what they are part of says whether it turns. */
    private static Disk.Type type(String device) throws IOException {
        Path block = Path.of("/sys/class/block")
                .resolve(Path.of("/" + device).getFileName().toString());
        if (!device.startsWith("/dev/") || !Files.exists(block)) return Disk.Type.UNKNOWN;
        Path real = block.toRealPath();
        Path whole = Files.exists(real.resolve("partition")) && real.getParent() != null ? real.getParent() : real;
        Path turns = whole.resolve("queue/rotational");
        if (!Files.isReadable(turns)) return Disk.Type.UNKNOWN;
        if (whole.getFileName().toString().startsWith("nvme")) return Disk.Type.NVME;
        return Files.readString(turns).strip().equals("1") ? Disk.Type.HDD : Disk.Type.SSD;
    }
}
