package dev.berth.host.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system that units' data may be on, as the kernel tells of it.
 *
 * @param totalBytes what its ordinary users may fill; what is kept for root does not count
 */
public record Disk(String mount, Type type, long totalBytes, long freeBytes) {
    /** What is under it. */
    public enum Type {
        NVME,
        SSD,
        HDD,
        /** The machine does not say. */
        UNKNOWN
    }

    public Disk {
        if (freeBytes < 0 || totalBytes < freeBytes)
            throw new IllegalArgumentException("disk " + mount + ": " + freeBytes + " bytes free of " + totalBytes
                    + " (expected: 0 to all of them)");
    }

    public long usedBytes() {
        return totalBytes - freeBytes;
    }

    /** The one that a directory is on. */
    public static Disk under(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            long free = store.getUsableSpace();
            long used = store.getTotalSpace() - store.getUnallocatedSpace();
            return new Disk(mount(directory), type(store.name()), used + free, free);
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
    private static Type type(String device) throws IOException {
        Path block = Path.of("/sys/class/block")
                .resolve(Path.of("/" + device).getFileName().toString());
        if (!device.startsWith("/dev/") || !Files.exists(block)) return Type.UNKNOWN;
        Path real = block.toRealPath();
        Path whole = Files.exists(real.resolve("partition")) && real.getParent() != null ? real.getParent() : real;
        Path turns = whole.resolve("queue/rotational");
        if (!Files.isReadable(turns)) return Type.UNKNOWN;
        if (whole.getFileName().toString().startsWith("nvme")) return Type.NVME;
        return Files.readString(turns).strip().equals("1") ? Type.HDD : Type.SSD;
    }
}
