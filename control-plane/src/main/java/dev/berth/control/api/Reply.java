package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The answer to a request. */
public sealed interface Reply {
    /** A JSON document with headers of its own. */
    record Json(int status, JsonNode body, Map<String, String> headers) implements Reply {}

    /** Done, and nothing to say of it. */
    record Empty(Map<String, String> headers) implements Reply {}

    /** To be read elsewhere, with values of Set-Cookie on the way. */
    record Redirect(String location, List<String> cookies) implements Reply {}

    /** A finished text of some other type. */
    record Text(String contentType, String body) implements Reply {}

    record Failed(Problem problem) implements Reply {}

    /** An answer that grows for as long as the client stays; {@code guard} is asked before each piece. */
    record Stream(String contentType, StreamBody body, Guard guard) implements Reply {
        Stream(String contentType, StreamBody body) {
            this(contentType, body, () -> {});
        }
    }

    /** Writes a growing answer on the request's own thread. */
    interface StreamBody {
        void write(Sink sink) throws IOException, InterruptedException;
    }

    /** Throws when the answer may not go on. */
    interface Guard {
        void check() throws IOException;
    }

    /** Where a growing answer goes. Writing waits until the client has room, and throws once it has left. */
    interface Sink {
        void write(String text) throws IOException;

        /** Does what waits for something else; it is interrupted, and this throws, once the client has left. */
        void await(Waiting work) throws IOException, InterruptedException;

        default void rest(Duration duration) throws IOException, InterruptedException {
            await(() -> Thread.sleep(duration));
        }
    }

    /** Waits for something; what it calls may be interrupted. */
    interface Waiting {
        void run() throws InterruptedException;
    }

    static Reply ok(JsonNode body) {
        return new Json(200, body, Map.of());
    }

    static Json created(JsonNode body) {
        return new Json(201, body, Map.of());
    }

    /** Accepted, to be watched at {@code location}. */
    static Json accepted(JsonNode body, String location) {
        return new Json(202, body, Map.of("Location", location));
    }

    static Reply text(String contentType, String body) {
        return new Text(contentType, body);
    }
}
