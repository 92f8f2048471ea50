package dev.berth.proxy.listen;

import dev.berth.proxy.access.SourceRanges;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where connections to tenants' ports come in, before a byte of them is read: too many are closed at once, the others are watched
 * from their first byte on.
 */
public final class Door {
    private final OpenConnections connections;
    private final Counter tooMany;
    private final Counter tooManyFromAddress;
    private final Patience patience;
    private final EndedConnections ended;
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    public Door(ConnectionLimits limits, Patience patience, SourceRanges trustedHops, MeterRegistry metrics) {
        this.patience = patience;
        connections = new OpenConnections(limits, trustedHops);
        tooMany = refused(metrics, "total");
        tooManyFromAddress = refused(metrics, "address");
        ended = new EndedConnections(metrics);
        Gauge.builder("berth_proxy_connections", connections, OpenConnections::open)
                .description("Connections of tenants that are open")
                .register(metrics);
    }

    private static Counter refused(MeterRegistry metrics, String limit) {
        return Counter.builder("berth_proxy_connections_refused")
                .description("Connections of tenants that were closed at once, by the limit that they were beyond")
                .tag("limit", limit)
                .register(metrics);
    }

    /** A Vert.x whose servers have this door. */
    public Vertx vertx(VertxOptions options) {
        Transport fast = Transport.nativeTransport();
        Transport inner = fast != null && fast.available() ? fast : Transport.NIO;
        return Vertx.builder()
                .with(options)
                .withTransport(DoorTransport.around(inner, new Watchman()))
                .build();
    }

    /** From now on each answer tells its caller to come back by another connection; {@link #isClosing} tells balancers. */
    public void beginToClose() {
        closing = true;
    }

    public boolean isClosing() {
        return closing;
    }

    /** Whether a port for tenants is bound, and is to stay so. */
    public boolean isOpen() {
        return !ports.isEmpty() && !closing;
    }

    EndedConnections ended() {
        return ended;
    }

    /** This port is for tenants. */
    void guard(int port) {
        ports.add(port);
    }

    /** Sees each connection on its way from the port to an event loop. */
    @Sharable
    private final class Watchman extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel connection = (Channel) accepted;
            if (isForTenants(context.channel())
                    && connection.remoteAddress() instanceof InetSocketAddress from
                    && !takeIn(connection, from.getAddress())) {
                connection.unsafe().closeForcibly();
            } else {
                context.fireChannelRead(accepted);
            }
        }
    }

    private boolean isForTenants(Channel port) {
        return port.localAddress() instanceof InetSocketAddress address && ports.contains(address.getPort());
    }

    private boolean takeIn(Channel connection, InetAddress from) {
        switch (connections.enter(from)) {
            case TOO_MANY -> tooMany.increment();
            case TOO_MANY_FROM_ADDRESS -> tooManyFromAddress.increment();
            case ADMITTED -> {
                connection.closeFuture().addListener(_ -> connections.leave(from));
                connection.pipeline().addLast(new ConnectionWatch(patience, ended));
                return true;
            }
        }
        return false;
    }
}
