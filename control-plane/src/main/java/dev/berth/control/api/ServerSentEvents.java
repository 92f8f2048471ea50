package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events, with a comment line now and then so that a client that has left is noticed. */
final class ServerSentEvents {
    private static final long BEAT_NANOS = Duration.ofSeconds(10).toNanos();

    private final Reply.Sink sink;
    private long lastWrite = System.nanoTime();

    ServerSentEvents(Reply.Sink sink) {
        this.sink = sink;
    }

    void event(@Nullable String id, String name, JsonNode data) throws IOException {
        write((id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + data + "\n\n");
    }

    /** Does nothing for so long, but for a comment if nothing was written for a while. */
    void rest(Duration duration) throws IOException, InterruptedException {
        if (System.nanoTime() - lastWrite >= BEAT_NANOS) write(": still here\n\n");
        sink.rest(duration);
    }

    private void write(String text) throws IOException {
        sink.write(text);
        lastWrite = System.nanoTime();
    }
}
