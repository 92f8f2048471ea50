package dev.berth.proxy.meter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Blank segments, made ahead of their use so that no call waits for a disk: as many as any minute took, and one more. */
final class SegmentSupply {
    private final Path folder;
    private final int cellsPerSegment;
    private final ConcurrentLinkedQueue<Segment.Blank> ready = new ConcurrentLinkedQueue<>();
    private volatile int wanted = 2;
    private long minute;
    private int takenInMinute;
    private long written;

    SegmentSupply(Path folder, int cellsPerSegment) {
        this.folder = folder;
        this.cellsPerSegment = cellsPerSegment;
    }

    /** Callers hold the meter's lock. */
    Optional<Segment.Blank> take(long now) {
        Segment.Blank blank = ready.poll();
        if (blank == null) return Optional.empty();
        takenInMinute = now == minute ? takenInMinute + 1 : 1;
        minute = now;
        wanted = Math.max(wanted, takenInMinute + 1);
        return Optional.of(blank);
    }

    /** Called by one thread, which may wait for the disk. */
    void refill() throws IOException {
        while (isShort()) {
            Path file = folder.resolve("%08d.seg".formatted(written));
            ready.add(Segment.Blank.write(file, cellsPerSegment));
            written++;
        }
    }

    boolean isShort() {
        return ready.size() < wanted;
    }
}
