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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a member: answers come in the order of the calls (RFC 9112, 9.3.2), however many are on their way. None is
 * held up for long by the one before it: then it is sent again by another connection, as queued calls may be.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};
    private static final int DIGITS = 10;

    private final Channel channel;
    private final UpstreamConnections owner;
    private final byte[] head;
    private final boolean queueing;
    private final Deque<Attempt> carried = new ArrayDeque<>();
    private boolean interim;
    private boolean keepAlive;
    private long since;
    private boolean watched;
    private boolean handedOn;

    /**
     * @param head the request line and headers up to the value of {@code content-length}
     * @param queueing whether it carries several calls
     */
    UpstreamConnection(Channel channel, UpstreamConnections owner, byte[] head, boolean queueing) {
        this.channel = channel;
        this.owner = owner;
        this.head = head;
        this.queueing = queueing;
    }

    boolean isQueueing() {
        return queueing;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    int calls() {
        return carried.size();
    }

    /** Whose answer comes next; null: it carries nothing. */
    @Nullable
    Attempt next() {
        return carried.peek();
    }

    /** Since when the answer that comes next is awaited; when there is none, since when nothing is carried. */
    long since() {
        return since;
    }

    /** Whether one more call may come behind those that it carries. */
    boolean takesMore() {
        return isOpen() && !handedOn;
    }

    /** Whether it would be made in another way now. */
    boolean isOutdated(Dialling now) {
        return now.isOutdated(channel);
    }

    /** Whether it waits for an answer that nobody wants any more. */
    boolean isStuck() {
        Attempt next = carried.peek();
        return next != null && next.isOver();
    }

    void carry(Attempt next) {
        if (carried.isEmpty()) since = System.nanoTime();
        else if (!watched) lookAfter(owner.behindNanos());
        carried.add(next);
        next.sentOn(this);
        byte[] call = next.call();
        ByteBuf request = channel.alloc().buffer(head.length + DIGITS + END_OF_HEADERS.length + call.length);
        request.writeBytes(head);
        ByteBufUtil.writeAscii(request, Integer.toString(call.length));
        request.writeBytes(END_OF_HEADERS).writeBytes(call);
        var _ = channel.writeAndFlush(request, channel.voidPromise());
    }

    private void lookAfter(long nanos) {
        watched = true;
        var _ = channel.eventLoop().schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    /** Whether others wait for long behind a call that takes its time. */
    private void look() {
        watched = false;
        if (carried.size() < 2) return;
        long left = owner.behindNanos() - (System.nanoTime() - since);
        if (left > 0) lookAfter(left);
        else handOn();
    }

    /** Calls behind the one whose answer comes next go elsewhere; with that answer, which may take long, it ends. */
    private void handOn() {
        Attempt next = carried.poll();
        if (next == null) return;
        List<Attempt> behind = List.copyOf(carried);
        carried.clear();
        carried.add(next);
        handedOn |= !behind.isEmpty();
        for (Attempt each : behind) if (!each.isOver()) owner.send(each);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            Attempt next = carried.peek();
            if (next == null) {
                end();
                return;
            }
            if (message instanceof HttpResponse response) begins(next, response);
            if (message instanceof HttpContent content) continues(next, content);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begins(Attempt mine, HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            mine.lost(response.decoderResult().cause());
            end();
            return;
        }
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        keepAlive = HttpUtil.isKeepAlive(response);
        mine.expect(response.status().code(), HttpUtil.getContentLength(response, -1L));
    }

    private void continues(Attempt mine, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            mine.lost(content.decoderResult().cause());
            end();
            return;
        }
        if (interim) return;
        if (!mine.isOver()) mine.receive(content.content());
        if (!(content instanceof LastHttpContent)) return;
        carried.remove();
        long now = System.nanoTime();
        if (queueing) owner.answered(mine, now);
        since = now;
        if (!keepAlive || handedOn) end();
        else if (!queueing && isOpen()) owner.free(this);
        mine.received();
    }

    /** Reads no more from the node for now; nobody else waits for that. */
    void pause() {
        handOn();
        channel.config().setAutoRead(false);
    }

    void resume() {
        channel.config().setAutoRead(true);
    }

    /** Ends it; calls behind the one whose answer comes next go elsewhere. */
    void giveUp() {
        handOn();
        end();
    }

    /** Nobody wants this call's answer any more. Calls behind it go on, unless they would have to wait for it. */
    void giveUp(Attempt attempt) {
        if (!queueing || carried.peek() == attempt) giveUp();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lose(cause);
        end();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        owner.ended(this, carried.size());
        lose(null);
    }

    private void lose(@Nullable Throwable cause) {
        for (Attempt next = carried.poll(); next != null; next = carried.poll()) {
            if (cause == null) next.lost("ended the connection");
            else next.lost(cause);
        }
    }

    void end() {
        var _ = channel.close();
    }
}
