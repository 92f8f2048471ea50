package dev.berth.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** One call to one member, from the wish for a connection to the last byte of the answer. Lives on one event loop. */
public final class Attempt {
    private final int maxAnswerBytes;
    private final Promise<Reply> reply = Promise.promise();
    private @Nullable HttpClientRequest request;
    private Buffer body = Buffer.buffer();

    Attempt(int maxAnswerBytes) {
        this.maxAnswerBytes = maxAnswerBytes;
    }

    /** How it ended; never fails. */
    public Future<Reply> reply() {
        return reply.future();
    }

    /** Ends it now, if it has not ended. */
    public void cancel(String reason) {
        lost(reason);
    }

    void notSent(Throwable cause) {
        boolean unreachable = cause instanceof ConnectException;
        reply.tryComplete(new Reply.NotSent(
                new Standing.Fault(unreachable ? "refuses connections" : reason(cause), unreachable)));
    }

    void notSent(String reason) {
        reply.tryComplete(new Reply.NotSent(new Standing.Fault(reason, false)));
    }

    void send(HttpClientRequest connected, Buffer call) {
        if (reply.future().isComplete()) {
            connected.connection().close();
            return;
        }
        request = connected;
        connected.exceptionHandler(cause -> lost(reason(cause)));
        connected.response().onSuccess(this::receive).onFailure(cause -> lost(reason(cause)));
        connected.end(call);
    }

    private void receive(HttpClientResponse response) {
        response.handler(chunk -> receive(response, chunk));
        response.exceptionHandler(cause -> lost(reason(cause)));
        response.endHandler(_ -> reply.tryComplete(new Reply.Received(response.statusCode(), body.getBytes())));
    }

    private void receive(HttpClientResponse response, Buffer chunk) {
        if (reply.future().isComplete()) return;
        if (body.length() + chunk.length() > maxAnswerBytes) {
            lost("answers with more than " + maxAnswerBytes + " bytes");
            return;
        }
        if (body.length() == 0) body = sized(response);
        body.appendBuffer(chunk);
    }

    private static Buffer sized(HttpClientResponse response) {
        String length = response.getHeader("content-length");
        return length == null ? Buffer.buffer() : Buffer.buffer((int) Math.min(Long.parseLong(length), 1 << 20));
    }

    /** Ends the connection too: nobody else may get it with half an exchange on it. */
    private void lost(String reason) {
        if (!reply.tryComplete(new Reply.Lost(new Standing.Fault(reason, false)))) return;
        if (request != null) request.connection().close();
        body = Buffer.buffer();
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
