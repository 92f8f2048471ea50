package dev.berth.proxy.upstream;

import dev.berth.proxy.route.Tunnel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks an agent for the way to a node, on a connection that is the node's from then on. */
final class TunnelEntry extends SimpleChannelInboundHandler<ByteBuf> {
    private static final String OPEN = "open";
    private static final int LONGEST_ANSWER = 1_024;
    private static final long PATIENCE_MILLIS = 3_000;

    private final Tunnel tunnel;
    private final Promise<Channel> entered;
    private final Consumer<Channel> node;
    private final LineBasedFrameDecoder lines = new LineBasedFrameDecoder(LONGEST_ANSWER);

    /**
     * @param entered completes with the connection, or with why there is none
     * @param node gives the connection its handlers once it is the node's
     */
    TunnelEntry(Tunnel tunnel, Promise<Channel> entered, Consumer<Channel> node) {
        this.tunnel = tunnel;
        this.entered = entered;
        this.node = node;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.pipeline().addBefore(context.name(), null, lines);
        var overdue = context.executor()
                .schedule(
                        () -> fail(context, new IOException("its host's agent does not answer")),
                        PATIENCE_MILLIS,
                        TimeUnit.MILLISECONDS);
        entered.addListener(_ -> overdue.cancel(false));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) context.fireUserEventTriggered(event);
        else if (handshake.isSuccess()) ask(context);
        else fail(context, new IOException("no connection that both trust to its host's agent", handshake.cause()));
    }

    private void ask(ChannelHandlerContext context) {
        var line = ByteBufUtil.writeAscii(context.alloc(), tunnel.request() + "\n");
        var _ = context.writeAndFlush(line, context.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
        String said = line.toString(StandardCharsets.US_ASCII);
        if (!said.equals(OPEN)) {
            fail(context, new TunnelRefused(said));
            return;
        }
        context.pipeline().remove(lines);
        context.pipeline().remove(this);
        node.accept(context.channel());
        entered.trySuccess(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, new IOException("its host's agent has broken off", cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, new IOException("its host's agent has ended the connection"));
    }

    private void fail(ChannelHandlerContext context, Throwable cause) {
        entered.tryFailure(cause);
        var _ = context.close();
    }
}
