package dev.berth.proxy.upstream;

import dev.berth.proxy.route.Upstream;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one member: a call gets the one that was used last, so that those that are not needed
 * grow old and end; when there are {@value #MOST}, calls wait in the order they came.
 */
final class UpstreamConnections {
    private static final int MOST = 128;
    private static final HttpDecoderConfig DECODING = new HttpDecoderConfig()
            .setMaxInitialLineLength(4_096)
            .setMaxHeaderSize(16_384)
            .setMaxChunkSize(1 << 16)
            .setValidateHeaders(false);

    private final Upstream upstream;
    private final Bootstrap bootstrap;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Queue<Attempt> waiting = new ArrayDeque<>();
    private int open;

    /** @param loop how connections are made on this event loop */
    UpstreamConnections(Upstream upstream, Credential credential, Bootstrap loop) {
        this.upstream = upstream;
        byte[] head = head(upstream, credential);
        this.bootstrap = loop.clone().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(
                                new HttpResponseDecoder(DECODING),
                                new UpstreamConnection(channel, UpstreamConnections.this, head));
            }
        });
    }

    private static byte[] head(Upstream upstream, Credential credential) {
        String authorization =
                credential instanceof Credential.Basic(String value) ? "authorization: " + value + "\r\n" : "";
        return ("POST " + upstream.path() + " HTTP/1.1\r\nhost: " + upstream.host() + ":" + upstream.port()
                        + "\r\ncontent-type: application/json\r\n" + authorization + "content-length: ")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    void send(Attempt attempt) {
        UpstreamConnection free = idle.pollLast();
        while (free != null && !free.isOpen()) free = idle.pollLast();
        if (free != null) free.carry(attempt);
        else if (open < MOST) connect(attempt);
        else waiting.add(attempt);
    }

    private void connect(Attempt attempt) {
        open++;
        bootstrap
                .connect(upstream.host(), upstream.port())
                .addListener((ChannelFuture connecting) -> connected(attempt, connecting));
    }

    private void connected(Attempt attempt, ChannelFuture connecting) {
        if (connecting.isSuccess()) {
            var connection = connecting.channel().pipeline().get(UpstreamConnection.class);
            if (attempt.isOver()) free(connection);
            else connection.carry(attempt);
        } else {
            open--;
            attempt.notSent(connecting.cause());
            connectForNext();
        }
    }

    /** The connection carries nothing any more. */
    void free(UpstreamConnection connection) {
        Attempt next = next();
        if (next != null) {
            connection.carry(next);
        } else {
            connection.idleSince = System.nanoTime();
            idle.addLast(connection);
        }
    }

    /** The connection is gone. */
    void ended(UpstreamConnection connection) {
        open--;
        idle.remove(connection);
        connectForNext();
    }

    private void connectForNext() {
        Attempt next = next();
        if (next != null) connect(next);
    }

    private @Nullable Attempt next() {
        Attempt next = waiting.poll();
        while (next != null && next.isOver()) next = waiting.poll();
        return next;
    }

    /** Ends connections that nobody has used since then; whether none is left. */
    boolean endIdle(long since) {
        while (!idle.isEmpty() && idle.getFirst().idleSince - since < 0)
            idle.removeFirst().end();
        return open == 0;
    }
}
