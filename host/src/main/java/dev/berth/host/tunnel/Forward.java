package dev.berth.host.tunnel;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Hands what comes on one connection on to another, no faster than that takes it, and its end once all before it has been
 * delivered. TLS ends both ways at once, and so do the two connections.
 */
final class Forward extends ChannelInboundHandlerAdapter {
    private final Channel to;

    Forward(Channel to) {
        this.to = to;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        var _ = to.write(bytes, to.voidPromise());
        if (!to.isWritable()) context.channel().config().setAutoRead(false);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        to.flush();
    }

    /** The other side waits while this one has not taken what was handed to it. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        to.config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        var _ = to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
