package dev.berth.proxy.listen;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Takes in a request's body and counts it as it arrives. What is over the limit is read on and dropped for a while, so that
 * its sender lives to see the answer; after that the connection ends.
 */
final class BodyIntake {
    private static final int DROPPED_AT_MOST = 4;

    private final HttpServerRequest request;
    private final int maxBytes;
    private Buffer body = Buffer.buffer(0);
    private int length;

    BodyIntake(HttpServerRequest request, int maxBytes) {
        this.request = request;
        this.maxBytes = maxBytes;
    }

    /** What was taken in. */
    sealed interface Taken {}

    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Whole(byte[] body) implements Taken {}

    record TooLarge(int bytes) implements Taken {}

    /** Calls back once, when the body has ended; never, when its sender leaves before. */
    void read(Consumer<Taken> then) {
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT)))
            request.response().writeContinue();
        request.handler(this::take);
        request.endHandler(_ -> then.accept(length > maxBytes ? new TooLarge(length) : new Whole(body.getBytes())));
    }

    private void take(Buffer chunk) {
        length += chunk.length();
        if (length > maxBytes) {
            body = Buffer.buffer(0);
            if (length / DROPPED_AT_MOST > maxBytes) request.connection().close();
        } else {
            body = body.length() == 0 ? chunk.copy() : body.appendBuffer(chunk);
        }
    }
}
