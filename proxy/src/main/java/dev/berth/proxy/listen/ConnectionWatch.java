package dev.berth.proxy.listen;

import dev.berth.proxy.listen.EndedConnections.Why;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose other side holds it without using it: that takes long to bring a request, however steadily it
 * trickles, that does not read what it asked for, or that keeps a connection of HTTP/2 busy with anything but requests. It
 * costs a call next to nothing: all connections of an event loop are looked at once a second.
 */
final class ConnectionWatch extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<ConnectionWatch> KEY = AttributeKey.valueOf(ConnectionWatch.class, "watch");
    private static final Map<EventLoop, Set<ConnectionWatch>> BY_LOOP = new ConcurrentHashMap<>();

    private final Patience patience;
    private final EndedConnections ended;
    private @Nullable ChannelHandlerContext context;

    private boolean used;

    /** When the first byte of a request came that is not whole; 0: there is none. */
    private long since;

    /** Since when more was written than the other side took; 0: it took all. */
    private long unreadSince;

    private long mostUnread;
    private @Nullable Http2Connection http2;
    private int lastStream;
    private long lastStreamSeen;

    ConnectionWatch(Patience patience, EndedConnections ended) {
        this.patience = patience;
        this.ended = ended;
    }

    static @Nullable ConnectionWatch of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** A whole request of HTTP/1.1 is there. */
    void requestCame() {
        since = 0;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        lastStreamSeen = System.nanoTime();
        added.channel().attr(KEY).set(this);
        ofLoop(added.channel().eventLoop()).add(this);
    }

    private static Set<ConnectionWatch> ofLoop(EventLoop loop) {
        return BY_LOOP.computeIfAbsent(loop, mine -> {
            Set<ConnectionWatch> watches = new HashSet<>();
            var _ = mine.scheduleAtFixedRate(() -> lookAt(watches), 1, 1, TimeUnit.SECONDS);
            mine.terminationFuture().addListener(_ -> BY_LOOP.remove(mine));
            return watches;
        });
    }

    private static void lookAt(Set<ConnectionWatch> watches) {
        long now = System.nanoTime();
        for (ConnectionWatch watch : watches.toArray(ConnectionWatch[]::new)) watch.look(now);
    }

    @Override
    public void channelRead(ChannelHandlerContext read, Object bytes) {
        used = true;
        if (since == 0) since = System.nanoTime();
        read.fireChannelRead(bytes);
    }

    /** Vert.x ends connections when it shuts down, but for those on which nothing ever came. */
    @Override
    public void userEventTriggered(ChannelHandlerContext here, Object event) {
        if (event instanceof ShutdownEvent && !used) {
            var _ = here.close();
        } else {
            here.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        unreadSince = changed.channel().isWritable() ? 0 : System.nanoTime();
        mostUnread = 0;
        changed.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        Set<ConnectionWatch> watches = BY_LOOP.get(inactive.channel().eventLoop());
        if (watches != null) watches.remove(this);
        inactive.fireChannelInactive();
    }

    private void look(long now) {
        ChannelHandlerContext here = context;
        if (here == null) return;
        if (isUnread(here.channel(), now)) end(here, Why.SLOW_READER);
        else if (http2 == null && !isHttp2Now(here)) {
            if (since != 0 && isOver(since, patience.request().toMillis(), now)) end(here, Why.SLOW_SENDER);
        } else if (http2 != null) lookAt(http2, here, now);
    }

    private void end(ChannelHandlerContext here, Why why) {
        ended.count(why);
        var _ = here.close(); // from here on outwards: nobody waits for a last word to be read
    }

    private boolean isUnread(Channel channel, long now) {
        if (unreadSince == 0) return false;
        ChannelOutboundBuffer unread = channel.unsafe().outboundBuffer();
        if (unread != null) mostUnread = Math.max(mostUnread, unread.totalPendingWriteBytes());
        return isOver(unreadSince, patience.unreadMillis(mostUnread), now);
    }

    private boolean isHttp2Now(ChannelHandlerContext here) {
        var handler = here.pipeline().get(Http2ConnectionHandler.class);
        if (handler != null) http2 = handler.connection();
        return handler != null;
    }

    /** Frames that are no requests keep no connection alive: neither before the first request nor after the last. */
    private void lookAt(Http2Connection connection, ChannelHandlerContext here, long now) {
        int last = connection.remote().lastStreamCreated();
        if (last != lastStream || connection.numActiveStreams() > 0) {
            lastStream = last;
            lastStreamSeen = now;
        } else if (last == 0 && isOver(lastStreamSeen, patience.request().toMillis(), now)) {
            end(here, Why.SLOW_SENDER);
        } else if (isOver(lastStreamSeen, patience.idle().toMillis(), now)) {
            ended.count(Why.IDLE);
            var _ = here.channel().close(); // with a GOAWAY, should a request be on its way
        }
    }

    private static boolean isOver(long from, long millis, long now) {
        return now - from > TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
