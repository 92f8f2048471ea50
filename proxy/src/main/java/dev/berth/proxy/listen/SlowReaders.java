package dev.berth.proxy.listen;

import dev.berth.proxy.listen.EndedConnections.Why;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the answers that callers do not read. On HTTP/1.1 the next request of a connection waits for its answers to be taken,
 * and {@link ConnectionWatch} waits for that. On HTTP/2 a caller can hold up each stream by itself: an answer that nobody takes is
 * cancelled, and beyond so many bytes of them the connection gets no more. Lives on one event loop.
 */
final class SlowReaders {
    private static final long MOST_UNREAD_BYTES = 32 << 20;

    /** Of HTTP/2. */
    private static final long CANCEL = 8;

    private static final long ENHANCE_YOUR_CALM = 11;

    private final Vertx vertx;
    private final Patience patience;
    private final EndedConnections ended;
    private final IdentityHashMap<HttpConnection, Long> unread = new IdentityHashMap<>();

    SlowReaders(Vertx vertx, Patience patience, EndedConnections ended) {
        this.patience = patience;
        this.vertx = vertx;
        this.ended = ended;
    }

    /** Goes on with a request once its connection has room for an answer; or resets it. */
    void whenThereIsRoom(HttpServerRequest request, Runnable goOn) {
        if (request.version() == HttpVersion.HTTP_2) {
            Long held = unread.isEmpty() ? null : unread.get(request.connection());
            if (held == null || held <= MOST_UNREAD_BYTES) goOn.run();
            else {
                ended.count(Why.UNREAD_ANSWERS);
                request.response().reset(ENHANCE_YOUR_CALM);
            }
        } else if (request.response().closed() || !request.response().writeQueueFull()) goOn.run();
        else
            request.response().drainHandler(_ -> {
                request.response().drainHandler(null);
                goOn.run();
            });
    }

    /** The whole answer was handed to the connection, and the future says when the other side has taken it. */
    void expect(HttpServerRequest request, Future<Void> taken, int bytes) {
        if (taken.isComplete() || request.version() != HttpVersion.HTTP_2) return;
        HttpConnection connection = request.connection();
        add(connection, bytes);
        long timer = vertx.setTimer(patience.unreadMillis(bytes), _ -> {
            ended.count(Why.SLOW_READER);
            request.response().reset(CANCEL);
        });
        taken.onComplete(_ -> {
            vertx.cancelTimer(timer);
            add(connection, -bytes);
        });
    }

    private void add(HttpConnection connection, long bytes) {
        unread.compute(connection, (_, held) -> none(held == null ? bytes : held + bytes));
    }

    private static @Nullable Long none(long held) {
        return held <= 0 ? null : held;
    }
}
