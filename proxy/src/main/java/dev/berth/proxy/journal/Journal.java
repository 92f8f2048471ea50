package dev.berth.proxy.journal;

import com.google.protobuf.MessageLite;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Protobuf messages in a file. A frame is the length, a checksum of the message, a checksum of these two, the message:
 * so a cut-off append (harmless, nobody was told of it) is told from damage to what had been written.
 */
public final class Journal implements Closeable {
    private static final int HEADER_BYTES = 12;
    private static final int MAX_RECORD_BYTES = 64 << 20;

    private final FileChannel channel;

    private Journal(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens the file for appending behind what it has; there may be nothing yet. */
    public static Journal append(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.position(channel.size());
        return new Journal(channel);
    }

    /** Cuts off what stands behind the first {@code bytes}. */
    public void cutOff(long bytes) throws IOException {
        channel.truncate(bytes);
        channel.position(bytes);
    }

    /** Reads every good record from the beginning. A file that does not exist has none. */
    public static Reading read(Path file, RecordReader reader) throws IOException {
        if (!Files.exists(file)) return new Reading.Whole(0);
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
        while (content.remaining() >= HEADER_BYTES) {
            int start = content.position();
            int length = content.getInt();
            int messageSum = content.getInt();
            if (content.getInt() != headerSum(length, messageSum)) {
                return zeroFrom(content, start)
                        ? new Reading.Torn(start)
                        : new Reading.Damaged(
                                start,
                                "the frame at byte " + start + " of " + file.getFileName() + " fails its checksum");
            }
            if (length > content.remaining()) return new Reading.Torn(start);
            ByteBuffer message = content.slice(content.position(), length);
            if (checksum(message.duplicate()) != messageSum) {
                return new Reading.Damaged(
                        start, "the record at byte " + start + " of " + file.getFileName() + " fails its checksum");
            }
            reader.read(message);
            content.position(content.position() + length);
        }
        return content.hasRemaining() ? new Reading.Torn(content.position()) : new Reading.Whole(content.position());
    }

    /** Puts a file with these records in the place of {@code file}: after a kill there is the old one or the new one. */
    public static void replace(Path file, Iterable<? extends MessageLite> records) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        try (var journal = append(next)) {
            for (MessageLite message : records) journal.write(message);
            journal.force();
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(file);
    }

    /** Appends a record; it survives a kill when this returns, and a power loss after {@link #force()}. */
    public void write(MessageLite message) throws IOException {
        byte[] bytes = message.toByteArray();
        if (bytes.length > MAX_RECORD_BYTES) {
            throw new IOException("record: " + bytes.length + " bytes (expected: at most " + MAX_RECORD_BYTES + ")");
        }
        int messageSum = checksum(ByteBuffer.wrap(bytes));
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + bytes.length)
                .putInt(bytes.length)
                .putInt(messageSum)
                .putInt(headerSum(bytes.length, messageSum))
                .put(bytes)
                .flip();
        long start = channel.position();
        try {
            while (frame.hasRemaining()) channel.write(frame);
        } catch (IOException e) {
            channel.truncate(start); // half a frame, followed by a good one, would be taken for damage
            throw e;
        }
    }

    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Makes a rename in the file's folder outlive a power loss. */
    private static void forceFolder(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static boolean zeroFrom(ByteBuffer content, int start) {
        for (int i = start; i < content.limit(); i++) if (content.get(i) != 0) return false;
        return true;
    }

    private static int headerSum(int length, int messageSum) {
        return checksum(ByteBuffer.allocate(8).putInt(length).putInt(messageSum).flip());
    }

    private static int checksum(ByteBuffer bytes) {
        var sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /** Takes one record's bytes. */
    @FunctionalInterface
    public interface RecordReader {
        void read(ByteBuffer record) throws IOException;
    }
}
