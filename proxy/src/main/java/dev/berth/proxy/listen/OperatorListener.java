package dev.berth.proxy.listen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.proxy.explain.Explanations;
import dev.berth.proxy.explain.RequestId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operator's port, on loopback: {@code /healthz}, {@code /readyz}, {@code /metrics}, and {@code /debug/explain} for what
 * became of recent calls.
 */
public final class OperatorListener extends VerticleBase {
    private static final String LOOPBACK = "127.0.0.1";

    private static final String EXPLAIN = "/debug/explain";

    private final int port;
    private final Supplier<String> metrics;
    private final Explanations explanations;
    private final BooleanSupplier isReady;
    private @Nullable HttpServer server;

    /** @param metrics in Prometheus' text format, as of now */
    public OperatorListener(int port, Supplier<String> metrics, Explanations explanations, BooleanSupplier isReady) {
        this.port = port;
        this.metrics = metrics;
        this.explanations = explanations;
        this.isReady = isReady;
    }

    @Override
    public Future<?> start() {
        server = vertx.createHttpServer().requestHandler(this::handle);
        return server.listen(port, LOOPBACK);
    }

    /** The port that is bound, which differs from the one asked for when that was 0. */
    int boundPort() {
        return server == null ? -1 : server.actualPort();
    }

    private void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            answer(request, 405, "GET only\n");
            return;
        }
        switch (request.path()) {
            case "/healthz" -> answer(request, 200, "ok\n");
            case "/readyz" -> {
                if (isReady.getAsBoolean()) answer(request, 200, "ready\n");
                else answer(request, 503, "no routes or no access table yet\n");
            }
            case "/metrics" -> answer(request, 200, metrics.get());
            case EXPLAIN -> explanations.notable().onSuccess(calls -> json(request, calls));
            default -> {
                if (request.path().startsWith(EXPLAIN + "/"))
                    explain(request, request.path().substring(EXPLAIN.length() + 1));
                else answer(request, 404, "/healthz, /readyz, /metrics, /debug/explain[/<request id>]\n");
            }
        }
    }

    private void explain(HttpServerRequest request, String id) {
        RequestId asked;
        try {
            asked = RequestId.parse(id);
        } catch (IllegalArgumentException _) {
            answer(request, 400, "what was asked for is no request id (expected: 16 hexadecimal digits)\n");
            return;
        }
        explanations.explain(asked, Integer.MAX_VALUE).onSuccess(known -> {
            if (known.isPresent()) json(request, known.get());
            else answer(request, 404, "request " + asked + " is not among this proxy's recent calls\n");
        });
    }

    private static void json(HttpServerRequest request, JsonNode body) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toPrettyString() + "\n");
    }

    private static void answer(HttpServerRequest request, int status, String text) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(text);
    }
}
