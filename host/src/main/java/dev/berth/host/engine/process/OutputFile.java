package dev.berth.host.engine.process;

import dev.berth.host.engine.LogSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a unit said. The unit appends to one file; the engine copies that file aside and truncates it when it has grown too
 * long, which a process that appends does not notice.
 */
record OutputFile(Path file) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final int MOST_TAIL_BYTES = 8 << 20;
    private static final int LONGEST_LINE = 1 << 16;

    void rotate(long mostBytes) throws IOException {
        if (!Files.exists(file) || Files.size(file) <= mostBytes) return;
        Path older = file.resolveSibling(file.getFileName() + ".1");
        if (Files.exists(older))
            Files.move(older, file.resolveSibling(file.getFileName() + ".2"), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel to = FileChannel.open(older, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long start = Math.max(0, from.size() - mostBytes);
            from.transferTo(start, from.size() - start, to);
            from.truncate(0);
        }
    }

    /** Gives the last {@code tail} lines, then, if wanted, those that come; lines have no times here. */
    void read(int tail, boolean follow, LogSink sink) throws IOException {
        if (!Files.exists(file)) return;
        long end = Files.size(file);
        for (String line : lastLines(tail, end)) if (!sink.line(Optional.empty(), line)) return;
        if (follow) follow(end, sink);
    }

    private List<String> lastLines(int tail, long end) throws IOException {
        long start = Math.max(0, end - MOST_TAIL_BYTES);
        byte[] bytes = new byte[(int) (end - start)];
        try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "r")) {
            random.seek(start);
            random.readFully(bytes);
        }
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        return lines.subList(Math.max(0, lines.size() - tail), lines.size());
    }

    private void follow(long from, LogSink sink) throws IOException {
        try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "r")) {
            long position = from;
            var line = new ByteArrayOutputStream();
            while (!Thread.interrupted()) {
                if (random.length() < position) position = 0;
                random.seek(position);
                byte[] chunk = new byte[(int) Math.min(1 << 16, random.length() - position)];
                random.readFully(chunk);
                position += chunk.length;
                if (!sinkLines(chunk, line, sink)) return;
                if (chunk.length == 0 && !pause()) return;
            }
        }
    }

    private static boolean sinkLines(byte[] chunk, ByteArrayOutputStream line, LogSink sink) {
        for (byte b : chunk) {
            if (b != '\n' && line.size() < LONGEST_LINE) {
                line.write(b);
            } else {
                if (!sink.line(Optional.empty(), line.toString(StandardCharsets.UTF_8))) return false;
                line.reset();
            }
        }
        return true;
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_EVERY);
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
