package dev.berth.host.artifact;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program of the host that is run to its end; its argv never goes through a shell. */
public record Command(List<String> argv, Path directory, Duration patience) {
    private static final int KEPT_LINES = 40;

    /** How it ended, and the last lines it said. */
    public record Ended(int exit, List<String> lines) {
        String text() {
            return String.join("\n", lines);
        }
    }

    public Ended run(Consumer<String> line) throws IOException {
        Process process = new ProcessBuilder(argv)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        Deque<String> kept = new ArrayDeque<>();
        Thread reader = Thread.ofVirtual().start(() -> read(process, kept, line));
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(argv.getFirst() + ": no end after " + patience.toSeconds() + " s");
            }
            reader.join();
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(argv.getFirst() + ": interrupted", stop);
        }
        return new Ended(process.exitValue(), List.copyOf(kept));
    }

    private static void read(Process process, Deque<String> kept, Consumer<String> line) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                kept.addLast(text);
                if (kept.size() > KEPT_LINES) kept.removeFirst();
                line.accept(text);
            }
        } catch (IOException killed) {
            kept.addLast("(output ended: " + killed.getMessage() + ")");
        }
    }
}
