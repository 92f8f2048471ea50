package dev.berth.host.tunnel;

import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.UnitName;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection until it leads somewhere: looks who has come, hears in one line where it wants to go, and goes out of the way once the
 * unit's port has taken the connection. Until then whoever has come is to wait.
 */
final class TunnelGate extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelGate.class);
    private static final int LONGEST_LINE = 128;
    private static final int CONNECT_MILLIS = 1_000;
    private static final long PATIENCE_SECONDS = 10;

    private final Ways ways;
    private final NodePorts ports;
    private final Semaphore looking;
    private final LineBasedFrameDecoder lines = new LineBasedFrameDecoder(LONGEST_LINE);
    private @Nullable ScheduledFuture<?> overdue;
    private boolean letIn;
    private boolean asked;

    /** @param looking how many may ask the engine at once */
    TunnelGate(Ways ways, NodePorts ports, Semaphore looking) {
        this.ways = ways;
        this.ports = ports;
        this.looking = looking;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.pipeline().addBefore(context.name(), null, lines);
        overdue = context.executor().schedule(() -> end(context.channel()), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (overdue != null) overdue.cancel(false);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws SSLPeerUnverifiedException {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) context.fireUserEventTriggered(event);
        else if (handshake.isSuccess()) look(context);
    }

    private void look(ChannelHandlerContext context) throws SSLPeerUnverifiedException {
        var shown = (X509Certificate)
                context.pipeline().get(SslHandler.class).engine().getSession().getPeerCertificates()[0];
        Optional<String> refusal = ways.refusal(shown, context.channel());
        letIn = refusal.isEmpty();
        refusal.ifPresent(why -> {
            LOG.atWarn()
                    .addKeyValue("from", context.channel().remoteAddress())
                    .addKeyValue("certificate", shown.getSubjectX500Principal().getName())
                    .addKeyValue("reason", why)
                    .log("nobody for the tunnel");
            refuse(context, why);
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
        if (!letIn) return;
        String wish = line.toString(StandardCharsets.US_ASCII);
        int space = wish.indexOf(' ');
        Optional<UnitName> unit = space < 0 ? Optional.empty() : UnitName.parse(wish.substring(0, space));
        if (asked || unit.isEmpty()) {
            refuse(context, "not one line of a unit and the name of its port");
            return;
        }
        asked = true;
        context.channel().config().setAutoRead(false);
        String port = wish.substring(space + 1);
        Thread.ofVirtual().name("tunnel").start(() -> find(context, unit.get(), port));
    }

    private void find(ChannelHandlerContext context, UnitName unit, String port) {
        try {
            looking.acquire();
            Optional<InetSocketAddress> found;
            try {
                found = ports.find(unit, port);
            } finally {
                looking.release();
            }
            if (found.isPresent()) context.executor().execute(() -> connect(context, found.get()));
            else refuse(context, unit + " does not run here, or takes no calls on a port " + port);
        } catch (EngineUnavailable silent) {
            refuse(context, "the engine does not answer");
        } catch (InterruptedException stop) {
            end(context.channel());
        }
    }

    private void connect(ChannelHandlerContext context, InetSocketAddress node) {
        Channel proxy = context.channel();
        if (!proxy.isActive()) return;
        new Bootstrap()
                .group(proxy.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Tunnel.HELD)
                .handler(new Forward(proxy))
                .connect(node)
                .addListener((ChannelFuture connecting) -> {
                    if (!connecting.isSuccess()) refuse(context, "the node takes no connections");
                    else if (!proxy.isActive()) end(connecting.channel());
                    else open(context, connecting.channel());
                });
    }

    private void open(ChannelHandlerContext context, Channel node) {
        Channel proxy = context.channel();
        var _ = context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), "open\n"), context.voidPromise());
        proxy.pipeline().addLast(new Forward(node));
        proxy.pipeline().remove(lines);
        proxy.pipeline().remove(this);
        node.config().setAutoRead(true);
        proxy.config().setAutoRead(true);
    }

    private static void refuse(ChannelHandlerContext context, String why) {
        var _ = context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), why + "\n"))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.atDebug()
                .addKeyValue("from", context.channel().remoteAddress())
                .addKeyValue("reason", String.valueOf(cause.getMessage()))
                .log("nobody for the tunnel");
        end(context.channel());
    }

    private static void end(Channel channel) {
        var _ = channel.close();
    }
}
