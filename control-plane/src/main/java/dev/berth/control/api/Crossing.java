package dev.berth.control.api;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door between Vert.x's event loops and blocking code: runs each request on a virtual thread of its own and
 * answers on the connection's context.
 */
final class Crossing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Crossing.class);
    static final String REQUEST_ID = "requestId";

    private final Vertx vertx;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("api-", 0).factory());

    Crossing(Vertx vertx) {
        this.vertx = vertx;
    }

    Handler<RoutingContext> blocking(Function<RawRequest, Reply> work) {
        return http -> {
            Context context = vertx.getOrCreateContext();
            RawRequest request = rawRequest(http);
            threads.execute(() -> {
                Reply reply = work.apply(request);
                if (reply instanceof Reply.Stream stream) stream(context, http.response(), stream);
                else context.runOnContext(_ -> write(http, reply));
            });
        };
    }

    /** Writes a finished answer; on the context. */
    static void write(RoutingContext http, Reply reply) {
        HttpServerResponse response = http.response();
        if (response.ended() || response.closed()) return;
        switch (reply) {
            case Reply.Json(int status, var body, var headers) -> {
                headers.forEach(response::putHeader);
                end(response, status, "application/json", body.toString());
            }
            case Reply.Empty(var headers) -> {
                headers.forEach(response::putHeader);
                response.setStatusCode(204).end();
            }
            case Reply.Redirect(String location, var cookies) -> {
                response.putHeader("Location", location).putHeader("Set-Cookie", cookies);
                response.setStatusCode(303).end();
            }
            case Reply.Text(String contentType, String body) -> end(response, 200, contentType, body);
            case Reply.Failed(Problem problem) -> {
                if (problem.status() == 401) response.putHeader("WWW-Authenticate", "Bearer");
                String body = problem.json(http.get(REQUEST_ID)).toString();
                end(response, problem.status(), "application/problem+json", body);
            }
            case Reply.Stream _ -> throw new IllegalArgumentException("a stream is written by its request's thread");
        }
    }

    private static void end(HttpServerResponse response, int status, String contentType, String body) {
        response.setStatusCode(status).putHeader("Content-Type", contentType).end(Buffer.buffer(body));
    }

    private static void stream(Context context, HttpServerResponse response, Reply.Stream stream) {
        var client = new ClientStream(context, response, stream.guard());
        try {
            client.begin(stream.contentType());
            stream.body().write(client);
            client.end();
        } catch (IOException | InterruptedException _) {
            LOG.debug("a stream ends: its client left, or is not known any more");
            context.runOnContext(_ -> {
                if (!response.ended() && !response.closed()) response.end();
            });
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("stream failed");
            context.runOnContext(_ -> response.reset());
        }
    }

    private static RawRequest rawRequest(RoutingContext http) {
        var request = http.request();
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach(entry -> headers.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
        Map<String, List<String>> query = new HashMap<>();
        for (String name : http.queryParams().names())
            query.put(name, http.queryParams().getAll(name));
        Map<String, String> cookies = new HashMap<>();
        for (Cookie cookie : request.cookies()) cookies.put(cookie.getName(), cookie.getValue());
        Buffer body = http.body().buffer();
        return new RawRequest(
                http.get(REQUEST_ID),
                request.remoteAddress().hostAddress(),
                request.method().name(),
                request.path(),
                http.pathParams(),
                query,
                headers,
                cookies,
                body == null ? Buffer.buffer() : body);
    }

    /** Lets requests end that are about to: one that is interrupted loses its connection to the database. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (threads.awaitTermination(2, TimeUnit.SECONDS)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
