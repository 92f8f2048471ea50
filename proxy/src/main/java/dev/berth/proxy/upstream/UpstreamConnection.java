package dev.berth.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** A connection to a member: carries one call at a time, and is handed back once its answer is whole (RFC 9112). */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};
    private static final int DIGITS = 10;

    private final Channel channel;
    private final UpstreamConnections owner;
    private final byte[] head;
    private @Nullable Attempt attempt;
    private int status;
    private boolean interim;
    private boolean keepAlive;
    long idleSince;

    /** @param head the request line and headers up to the value of {@code content-length} */
    UpstreamConnection(Channel channel, UpstreamConnections owner, byte[] head) {
        this.channel = channel;
        this.owner = owner;
        this.head = head;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    void carry(Attempt next) {
        attempt = next;
        keepAlive = false;
        next.sentOn(this);
        byte[] call = next.call();
        ByteBuf request = channel.alloc().buffer(head.length + DIGITS + END_OF_HEADERS.length + call.length);
        request.writeBytes(head);
        ByteBufUtil.writeAscii(request, Integer.toString(call.length));
        request.writeBytes(END_OF_HEADERS).writeBytes(call);
        var _ = channel.writeAndFlush(request, channel.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (attempt == null) {
                end();
                return;
            }
            if (message instanceof HttpResponse response) begins(attempt, response);
            if (message instanceof HttpContent content) continues(attempt, content);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begins(Attempt mine, HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            mine.lost(response.decoderResult().cause());
            return;
        }
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        status = response.status().code();
        keepAlive = HttpUtil.isKeepAlive(response);
        mine.expect(HttpUtil.getContentLength(response, -1L));
    }

    private void continues(Attempt mine, HttpContent content) {
        if (mine.isOver()) return;
        if (content.decoderResult().isFailure()) {
            mine.lost(content.decoderResult().cause());
            return;
        }
        if (interim) return;
        mine.receive(content.content());
        if (!(content instanceof LastHttpContent) || mine.isOver()) return;
        attempt = null;
        if (keepAlive) owner.free(this);
        else end();
        mine.received(status);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (attempt != null) attempt.lost(cause);
        end();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Attempt mine = attempt;
        attempt = null;
        owner.ended(this);
        if (mine != null) mine.lost("ended the connection");
    }

    void end() {
        var _ = channel.close();
    }
}
