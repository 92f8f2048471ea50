package dev.berth.proxy.listen;

import dev.berth.proxy.listen.EndedConnections.Why;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import java.util.IdentityHashMap;

/**
 * Says when a request is whole. Streams of HTTP/2 share a connection, so each has a time of its own from its headers on; a
 * connection of HTTP/1.1 is watched by {@link ConnectionWatch}. Lives on one event loop.
 */
final class SlowSenders {
    /** Of HTTP/2. */
    private static final long CANCEL = 8;

    private final Vertx vertx;
    private final Patience patience;
    private final EndedConnections ended;
    private final IdentityHashMap<HttpServerRequest, Long> timers = new IdentityHashMap<>();

    SlowSenders(Vertx vertx, Patience patience, EndedConnections ended) {
        this.patience = patience;
        this.vertx = vertx;
        this.ended = ended;
    }

    void headersCame(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) return;
        timers.put(request, vertx.setTimer(patience.request().toMillis(), _ -> {
            timers.remove(request);
            ended.count(Why.SLOW_SENDER);
            request.response().reset(CANCEL);
        }));
    }

    /** All of the request is there, or nobody waits for the rest. */
    void wholeCame(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            Long timer = timers.remove(request);
            if (timer != null) vertx.cancelTimer(timer);
        } else if (request.connection() instanceof VertxConnection bytes) {
            ConnectionWatch watch = ConnectionWatch.of(bytes.channel());
            if (watch != null) watch.requestCame();
        }
    }
}
