package dev.berth.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events, read one at a time. */
public final class ServerSentEvents implements AutoCloseable {
    private final BufferedReader lines;

    public ServerSentEvents(InputStream stream) {
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** One event; name is "message" when the server gave none. */
    public record Event(String name, String data) {}

    /** The next event; null at the end of the stream. */
    public @Nullable Event next() throws IOException {
        String name = "message";
        var data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return new Event(name, data.substring(0, data.length() - 1));
                }
                name = "message";
            } else if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()).strip()).append('\n');
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
