package dev.berth.host.tunnel;

import dev.berth.host.join.HostIdentity;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The port that proxies come to for nodes of this host. Each connection is one to a port of a unit that runs here and that is meant
 * for proxies, named by the unit and the port's name; there is no word for anything else on this machine.
 */
public final class Tunnel implements AutoCloseable {
    /** How much is held for whoever reads slowly, before the other side has to wait. */
    static final WriteBufferWaterMark HELD = new WriteBufferWaterMark(32 << 10, 128 << 10);

    private static final int THREADS = 2;
    private static final int LOOK_AT_ENGINE_AT_ONCE = 16;
    private static final long HANDSHAKE_MILLIS = 5_000;
    private static final long IDLE_SECONDS = 600; // longer than any call takes
    private static final long LOOK_AT_CERTIFICATES_SECONDS = 10;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            THREADS, Thread.ofPlatform().name("tunnel-", 0).daemon().factory(), NioIoHandler.newFactory());
    private final Ways ways;
    private final ShownCertificate certificate;
    private final NodePorts ports;
    private final Semaphore looking = new Semaphore(LOOK_AT_ENGINE_AT_ONCE);
    private final Channel server;

    private Tunnel(
            TunnelSettings settings,
            Supplier<HostIdentity> identity,
            RevokedProxies revoked,
            NodePorts ports,
            Clock clock)
            throws CannotListen {
        this.ways = new Ways(settings.mostWays(), revoked, clock);
        this.certificate = new ShownCertificate(identity);
        this.ports = ports;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, HELD)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel way) {
                        begin(way);
                    }
                })
                .bind(settings.listen().socket())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new CannotListen(settings.listen(), bound.cause());
        }
        this.server = bound.channel();
        var _ = loops.scheduleAtFixedRate(
                ways::endUnwanted, LOOK_AT_CERTIFICATES_SECONDS, LOOK_AT_CERTIFICATES_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Listens.
     *
     * @param identity asked at each connection, because certificates are renewed
     */
    public static Tunnel start(
            TunnelSettings settings,
            Supplier<HostIdentity> identity,
            RevokedProxies revoked,
            NodePorts ports,
            Clock clock)
            throws CannotListen {
        return new Tunnel(settings, identity, revoked, ports, clock);
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** How many connections there are, those that lead nowhere yet included. */
    int open() {
        return ways.open();
    }

    private void begin(Channel way) {
        if (!ways.takes(way)) {
            var _ = way.close();
            return;
        }
        SslHandler tls = certificate.now().newHandler(way.alloc());
        tls.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        way.pipeline().addLast(tls, new EndWhenIdle(), new TunnelGate(ways, ports, looking));
    }

    /** On neither way anything has come for long. */
    private static final class EndWhenIdle extends IdleStateHandler {
        EndWhenIdle() {
            super(0, 0, IDLE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        protected void channelIdle(ChannelHandlerContext context, IdleStateEvent idle) {
            var _ = context.close();
        }
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        ways.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
