package dev.berth.proxy.upstream;

import dev.berth.proxy.route.Tunnel;
import dev.berth.proxy.route.Upstream;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;

/** How connections to a node are made: straight, or through the agent of the host that it is on. Lives on one event loop. */
final class Dialling {
    private static final AttributeKey<SslContext> SHOWN = AttributeKey.valueOf(Dialling.class, "shown");
    private static final long GOODBYE_MILLIS = 200;

    private final Upstream upstream;
    private final TunnelAccess access;
    private final Consumer<Channel> handlers;
    private final Bootstrap bootstrap;

    /**
     * @param loop how connections are made on this event loop
     * @param handlers of a connection on which the node is heard
     */
    Dialling(Upstream upstream, TunnelAccess access, Bootstrap loop, Consumer<Channel> handlers) {
        this.upstream = upstream;
        this.access = access;
        this.handlers = handlers;
        this.bootstrap = loop.clone().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (upstream.tunnel() == null) handlers.accept(channel);
            }
        });
    }

    /** Completes with a connection on which the node is heard. */
    Future<Channel> dial() {
        Promise<Channel> dialled = bootstrap.config().group().next().newPromise();
        Tunnel tunnel = upstream.tunnel();
        SslContext shown = tunnel == null ? null : access.now();
        if (tunnel != null && shown == null)
            return dialled.setFailure(new IOException("this proxy has no certificate for agents yet"));
        bootstrap.connect(upstream.host(), upstream.port()).addListener((ChannelFuture connecting) -> {
            if (!connecting.isSuccess()) dialled.setFailure(connecting.cause());
            else if (tunnel == null || shown == null) dialled.setSuccess(connecting.channel());
            else enter(connecting.channel(), tunnel, shown, dialled);
        });
        return dialled;
    }

    private void enter(Channel channel, Tunnel tunnel, SslContext shown, Promise<Channel> dialled) {
        SslHandler tls = shown.newHandler(channel.alloc(), tunnel.serverName(), upstream.port());
        tls.setCloseNotifyFlushTimeoutMillis(GOODBYE_MILLIS); // a way that is cut takes none
        channel.attr(SHOWN).set(shown);
        channel.pipeline().addLast(tls, new TunnelEntry(tunnel, dialled, handlers));
    }

    /** Whether the connection was made with a certificate that was renewed since. */
    boolean isOutdated(Channel channel) {
        return upstream.tunnel() != null && !Objects.equals(channel.attr(SHOWN).get(), access.now());
    }
}
