package dev.berth.proxy.meter;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;

/**
 * The keys of one epoch, in a memory-mapped file that grows by blocks: entries of 256 bytes, each its checksum and length
 * and then the key as protobuf. Guarded by the meter's lock, apart from {@link #provision()}.
 */
final class Dictionary {
    private static final int ENTRY_BYTES = 256;
    private static final int PREFIX_BYTES = 8;
    static final int BLOCK_ENTRIES = 4096;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final Path file;
    private final Epoch epoch;
    private final List<MemorySegment> blocks = new CopyOnWriteArrayList<>();
    private final Map<CellKey, Integer> indexes = new HashMap<>();
    private volatile int size;

    Dictionary(Path file, Epoch epoch) {
        this.file = file;
        this.epoch = epoch;
    }

    /** Where the key stands; it is added when it is new. Nothing when there is no room, now or for so long a key. */
    OptionalInt indexOf(CellKey key) {
        Integer known = indexes.get(key);
        if (known != null) return OptionalInt.of(known);
        byte[] text = key.toWire().toByteArray();
        int index = size;
        if (index == blocks.size() * BLOCK_ENTRIES || text.length > ENTRY_BYTES - PREFIX_BYTES)
            return OptionalInt.empty();
        MemorySegment block = blocks.get(index / BLOCK_ENTRIES);
        long offset = (long) (index % BLOCK_ENTRIES) * ENTRY_BYTES;
        MemorySegment.copy(text, 0, block, ValueLayout.JAVA_BYTE, offset + PREFIX_BYTES, text.length);
        LONG.setRelease(block, offset, prefix(epoch, index, ByteBuffer.wrap(text)));
        indexes.put(key, index);
        size = index + 1;
        return OptionalInt.of(index);
    }

    /** Keeps at least two blocks of room. Called by one thread, which may wait for the disk. */
    void provision() throws IOException {
        while (isShort()) addBlock();
    }

    boolean isShort() {
        return blocks.size() * BLOCK_ENTRIES - size < 2 * BLOCK_ENTRIES;
    }

    private void addBlock() throws IOException {
        long start = (long) blocks.size() * BLOCK_ENTRIES * ENTRY_BYTES;
        long length = (long) BLOCK_ENTRIES * ENTRY_BYTES;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate((int) length);
            while (zeros.hasRemaining()) channel.write(zeros, start + zeros.position());
            blocks.add(channel.map(FileChannel.MapMode.READ_WRITE, start, length, Arena.ofAuto()));
        }
    }

    void force() {
        blocks.forEach(MemorySegment::force);
    }

    /** The keys of an epoch that has ended, by index; damaged ones are absent. */
    static Map<Integer, CellKey> read(Path file, Epoch epoch) throws IOException {
        Map<Integer, CellKey> keys = new HashMap<>();
        if (!Files.exists(file)) return keys;
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        for (int index = 0; (index + 1) * ENTRY_BYTES <= content.limit(); index++) {
            int at = index;
            entry(content, epoch, index).ifPresent(key -> keys.put(at, key));
        }
        return keys;
    }

    private static Optional<CellKey> entry(ByteBuffer content, Epoch epoch, int index) {
        long prefix = content.getLong(index * ENTRY_BYTES);
        int length = (int) prefix;
        if (length <= 0 || length > ENTRY_BYTES - PREFIX_BYTES) return Optional.empty();
        ByteBuffer text = content.slice(index * ENTRY_BYTES + PREFIX_BYTES, length);
        if (prefix(epoch, index, text.duplicate()) != prefix) return Optional.empty();
        try {
            return Optional.of(CellKey.of(dev.berth.contract.v1.MeterKey.parseFrom(text)));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long prefix(Epoch epoch, int index, ByteBuffer text) {
        int length = text.remaining();
        var sum = new CRC32C();
        sum.update(ByteBuffer.allocate(24)
                .putLong(epoch.value().getMostSignificantBits())
                .putLong(epoch.value().getLeastSignificantBits())
                .putInt(index)
                .putInt(length)
                .flip());
        sum.update(text);
        return sum.getValue() << 32 | length;
    }
}
