package dev.berth.proxy.listen;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;

/** The operator's port, on loopback: {@code /healthz}, {@code /readyz} and {@code /metrics}. */
public final class OperatorListener extends VerticleBase {
    private static final String LOOPBACK = "127.0.0.1";

    private final int port;
    private final PrometheusMeterRegistry metrics;
    private final BooleanSupplier isReady;

    public OperatorListener(int port, PrometheusMeterRegistry metrics, BooleanSupplier isReady) {
        this.port = port;
        this.metrics = metrics;
        this.isReady = isReady;
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer().requestHandler(this::handle).listen(port, LOOPBACK);
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
            case "/metrics" -> answer(request, 200, metrics.scrape());
            default -> answer(request, 404, "/healthz, /readyz or /metrics\n");
        }
    }

    private static void answer(HttpServerRequest request, int status, String text) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(text);
    }
}
