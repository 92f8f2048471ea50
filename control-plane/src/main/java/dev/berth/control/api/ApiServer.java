package dev.berth.control.api;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The HTTP edge of the control plane: what every request meets before and after its handler. */
public final class ApiServer implements AutoCloseable {
    static final int BODY_LIMIT = 1024 * 1024;
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Crossing crossing;
    private final HttpServer server;

    private ApiServer(Vertx vertx, Crossing crossing, HttpServer server) {
        this.vertx = vertx;
        this.crossing = crossing;
        this.server = server;
    }

    /** Listens; returns once it does, or throws IllegalStateException when it cannot. */
    public static ApiServer start(HttpSettings settings, UseCases useCases) {
        ContractDocument document = ContractDocument.load();
        var authentication = new Authentication(useCases.database(), new FailureBudget(Ticker.systemTicker()));
        var dispatch = new Dispatch(
                useCases.database(),
                authentication,
                new RememberedAnswers(useCases.masterKey()),
                useCases.metrics().registry());
        var dashboard = DashboardFiles.load(useCases.publicUrl());
        return listen(settings, document, useCases.routes(document), dispatch, dashboard);
    }

    private static ApiServer listen(
            HttpSettings settings,
            ContractDocument document,
            Routes routes,
            Dispatch dispatch,
            DashboardFiles dashboard) {
        Vertx vertx = Vertx.vertx();
        var crossing = new Crossing(vertx);
        var options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeout((int) IDLE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(16 * 1024);
        try {
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(router(vertx, crossing, settings, document, routes, dispatch, dashboard))
                    .listen()
                    .await(30, TimeUnit.SECONDS);
            return new ApiServer(vertx, crossing, server);
        } catch (Exception e) {
            crossing.close();
            vertx.close();
            throw new IllegalStateException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return server.actualPort();
    }

    private static Router router(
            Vertx vertx,
            Crossing crossing,
            HttpSettings settings,
            ContractDocument document,
            Routes routes,
            Dispatch dispatch,
            DashboardFiles dashboard) {
        Router router = Router.router(vertx);
        var guard = new BrowserGuard(settings.names());
        router.route()
                .handler(http -> identify(http))
                .handler(http -> guard(guard, http))
                .handler(dashboard::answer);
        router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT));
        for (DocumentedOperation operation : document.operations()) {
            var check = new RequestCheck(document, operation);
            routes.of(operation.id())
                    .ifPresent(route -> router.routeWithRegex(
                                    HttpMethod.valueOf(operation.method()), operation.pathPattern())
                            .handler(crossing.blocking(request -> dispatch.answer(operation, check, route, request))));
        }
        for (int status : Set.of(400, 404, 405, 413, 500)) router.errorHandler(status, http -> fail(http, status));
        return router;
    }

    private static void identify(RoutingContext http) {
        String sent = http.request().getHeader("X-Request-Id");
        String id = sent != null && sent.matches("[A-Za-z0-9._-]{1,64}")
                ? sent
                : UUID.randomUUID().toString();
        http.put(Crossing.REQUEST_ID, id);
        http.response()
                .putHeader("X-Request-Id", id)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store");
        http.next();
    }

    private static void guard(BrowserGuard guard, RoutingContext http) {
        var request = http.request();
        guard.refusal(request.authority() == null ? null : request.authority().toString(), request.getHeader("Origin"))
                .ifPresentOrElse(problem -> Crossing.write(http, new Reply.Failed(problem)), http::next);
    }

    private static void fail(RoutingContext http, int status) {
        String path = http.request().path();
        Crossing.write(
                http,
                new Reply.Failed(
                        switch (status) {
                            case 400 -> Problem.malformed("The request's line or headers cannot be read");
                            case 404 -> Problem.noSuchPath(path);
                            case 405 ->
                                Problem.methodNotAllowed(http.request().method().name(), path);
                            case 413 -> Problem.tooLarge(BODY_LIMIT);
                            default -> Problem.internal();
                        }));
    }

    /** Stops listening, then ends what is under way. */
    @Override
    public void close() {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        crossing.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
