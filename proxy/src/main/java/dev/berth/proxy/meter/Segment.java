package dev.berth.proxy.meter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cells of one hour in a memory-mapped file: a header, then slots. Every page was written before its first use, because a
 * mapped file with holes kills the process when the disk is full. The pages belong to the kernel: SIGKILL loses nothing.
 * Layout in {@link SegmentLayout}. The list of cells is guarded by the meter's lock; adding to a cell needs none.
 */
final class Segment {
    /** How the name of a file ends that was not yet all on the disk. */
    static final String UNFINISHED = ".unfinished";

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final Path file;
    private final MemorySegment memory;
    private final Epoch epoch;
    private final long number;
    private final long hour;
    private final int capacity;
    private final List<MappedCell> cells = new ArrayList<>();

    private Segment(Blank blank, Epoch epoch, long number, long hour) {
        this.file = blank.file;
        this.memory = blank.memory;
        this.epoch = epoch;
        this.number = number;
        this.hour = hour;
        this.capacity = (int) (memory.byteSize() / SegmentLayout.SLOT_BYTES) - 1;
    }

    /** A segment that is on the disk and mapped, and belongs to no hour yet. */
    record Blank(Path file, MemorySegment memory) {
        /** Takes room for so many cells from the disk, or fails. */
        static Blank write(Path file, int cells) throws IOException {
            Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
            Files.deleteIfExists(unfinished);
            MemorySegment memory = writeZeros(unfinished, (cells + 1) * SegmentLayout.SLOT_BYTES);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return new Blank(file, memory);
        }

        Segment adopt(Epoch epoch, long number, long hour) {
            var segment = new Segment(this, epoch, number, hour);
            byte[] header = SegmentLayout.header(epoch, number, hour, segment.capacity);
            MemorySegment.copy(header, 0, memory, ValueLayout.JAVA_BYTE, 0, header.length);
            return segment;
        }
    }

    /** Makes a file of zeros, all of it really on the disk, and maps it. It stays mapped while anybody refers to it. */
    static MemorySegment writeZeros(Path file, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(bytes);
            while (zeros.hasRemaining()) channel.write(zeros);
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
        }
    }

    /** Opens a cell: its slot carries the identity before it carries a count. */
    MappedCell open(MappedMeter meter, CellKey key, int keyIndex, long minute) {
        int slot = cells.size();
        if (slot == capacity) throw new IllegalStateException("segment " + file + " is full: " + capacity + " cells");
        long offset = SegmentLayout.offset(slot);
        long identity = SegmentLayout.identity(keyIndex, minute);
        LONG.setRelease(
                memory, offset + SegmentLayout.CHECK, SegmentLayout.identityCheck(epoch, number, slot, identity));
        LONG.setRelease(memory, offset + SegmentLayout.IDENTITY, identity);
        var cell = new MappedCell(meter, this, offset, key, minute);
        cells.add(cell);
        return cell;
    }

    void add(long offset, int field, long count) {
        LONG.getAndAdd(memory, offset + field, Guarded.of(count));
    }

    /** What stands at the offset; nothing when a counter was changed by somebody else. */
    Optional<Totals> read(long offset) {
        return SegmentLayout.totals(
                word(offset + SegmentLayout.ITEMS),
                word(offset + SegmentLayout.BYTES_IN),
                word(offset + SegmentLayout.BYTES_OUT),
                word(offset + SegmentLayout.BROKEN));
    }

    private long word(long offset) {
        return (long) LONG.getVolatile(memory, offset);
    }

    boolean isFull() {
        return cells.size() == capacity;
    }

    long hour() {
        return hour;
    }

    /** Takes the file away; it stays mapped while anybody refers to it. */
    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    List<MappedCell> cells() {
        return cells;
    }

    /** Writes what was counted to the disk, against a power loss. */
    void force() {
        memory.force();
    }
}
