package dev.berth.proxy.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections on which a request takes too long to come, however steadily it trickles. A request of HTTP/2 has its time from
 * its headers on, and so has the first one of a connection of HTTP/1.1; later ones have it from their first byte on. Lives on
 * one event loop.
 */
final class SlowSenders {
    private static final long LOOK_MILLIS = 1_000;
    private static final long NANOS = 1_000_000;
    private static final AttributeKey<Watch> WATCH = AttributeKey.valueOf(SlowSenders.class, "watch");

    /** Of HTTP/2. */
    private static final long CANCEL = 8;

    private final Vertx vertx;
    private final long patienceMillis;
    private final Set<Watch> watched = new HashSet<>();
    private final IdentityHashMap<HttpServerRequest, Long> timers = new IdentityHashMap<>();

    SlowSenders(Vertx vertx, long patienceMillis) {
        this.vertx = vertx;
        this.patienceMillis = patienceMillis;
        vertx.setPeriodic(LOOK_MILLIS, _ -> endSlow());
    }

    /** A connection's bytes on their way in. */
    private final class Watch extends ChannelInboundHandlerAdapter {
        private final Channel channel;

        /** When the first byte of a request came that is not whole; 0: there is none. */
        private long since;

        Watch(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (since == 0) since = System.nanoTime();
            context.fireChannelRead(bytes);
        }

        void end() {
            var _ = channel.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            watched.remove(this);
            context.fireChannelInactive();
        }
    }

    void watch(HttpConnection connection) {
        if (!(connection instanceof VertxConnection bytes)) return; // HTTP/2 from its first byte on
        Channel channel = bytes.channel();
        var watch = new Watch(channel);
        watch.since = System.nanoTime(); // Vert.x shows a connection with its first request
        channel.attr(WATCH).set(watch);
        channel.pipeline().addFirst(watch);
        watched.add(watch);
    }

    /** The headers are there; streams of HTTP/2 share a connection, so each has a time of its own from here on. */
    void headersCame(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) return;
        timers.put(request, vertx.setTimer(patienceMillis, _ -> {
            timers.remove(request);
            request.response().reset(CANCEL);
        }));
    }

    /** All of the request is there, or nobody waits for the rest. */
    void wholeCame(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            Long timer = timers.remove(request);
            if (timer != null) vertx.cancelTimer(timer);
        } else {
            Watch watch = of(request);
            if (watch != null) watch.since = 0;
        }
    }

    private static @Nullable Watch of(HttpServerRequest request) {
        return request.connection() instanceof VertxConnection bytes
                ? bytes.channel().attr(WATCH).get()
                : null;
    }

    private void endSlow() {
        long now = System.nanoTime();
        for (Watch watch : watched.toArray(Watch[]::new)) {
            boolean upgraded = watch.channel.pipeline().get(Http2ConnectionHandler.class) != null;
            if (upgraded) watched.remove(watch);
            else if (watch.since != 0 && now - watch.since > patienceMillis * NANOS) watch.end();
        }
    }
}
