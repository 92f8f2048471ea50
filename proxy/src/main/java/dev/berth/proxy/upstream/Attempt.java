package dev.berth.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.ConnectException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One call to one member, from the wish for a connection to the last byte of the answer. Lives on one event loop. */
public final class Attempt {
    private static final byte[] NOTHING = {};
    private static final int LARGEST_GUESS = 1 << 20;

    private final byte[] call;
    private final Room room;
    private final Promise<Reply> reply;
    private @Nullable UpstreamConnection connection;
    private byte[] body = NOTHING;
    private int length;
    private int status;
    private @Nullable AnswerFlow flow;
    private long sentAt;

    /** @param reply completes once, on the event loop, with how the attempt ended */
    Attempt(byte[] call, Room room, Promise<Reply> reply) {
        this.call = call;
        this.room = room;
        this.reply = reply;
    }

    /** How it ended; never fails. */
    public Future<Reply> reply() {
        return reply.future();
    }

    /** Ends it now, if it has not ended. */
    public void cancel(String reason) {
        lost(reason);
    }

    byte[] call() {
        return call;
    }

    boolean isOver() {
        return reply.future().isComplete() && (flow == null || flow.isOver());
    }

    void notSent(Throwable cause) {
        reply.tryComplete(new Reply.NotSent(
                switch (cause) {
                    case TunnelRefused refused -> new Standing.Fault(reason(refused), true);
                    case ConnectTimeoutException _ -> new Standing.Fault("takes no connections", false);
                    case ConnectException _ -> new Standing.Fault("refuses connections", true);
                    default -> new Standing.Fault(reason(cause), false);
                }));
    }

    void notSent(String reason) {
        reply.tryComplete(new Reply.NotSent(new Standing.Fault(reason, false)));
    }

    /** It goes behind other calls, if there are any. */
    void queued(long now) {
        sentAt = now;
    }

    /** When it was put into a queue. */
    long sentAt() {
        return sentAt;
    }

    /** From now on the answer is awaited on this connection. */
    void sentOn(UpstreamConnection carrier) {
        connection = carrier;
    }

    /** @param announced the length that the node said its answer has; -1: it did not say */
    void expect(int answerStatus, long announced) {
        status = answerStatus;
        if (announced > room.left() && !room.flows()) tooLong();
        else if (announced > 0) body = new byte[(int) Math.min(announced, Math.min(LARGEST_GUESS, room.left()))];
    }

    void receive(ByteBuf chunk) {
        int more = chunk.readableBytes();
        if (flow != null) {
            flow.more(chunk);
        } else if (more <= room.left()) {
            hold(chunk, more);
        } else if (room.flows() && connection != null) {
            hold(chunk, more);
            byte[] first = Arrays.copyOf(body, length);
            letGo();
            flow = new AnswerFlow(this, connection);
            reply.tryComplete(new Reply.Flowing(status, first, flow));
        } else {
            tooLong();
        }
    }

    private void hold(ByteBuf chunk, int more) {
        if (length + more > body.length) body = Arrays.copyOf(body, Math.max(length + more, body.length * 2));
        chunk.readBytes(body, length, more);
        length += more;
        room.take(more);
    }

    private void letGo() {
        room.giveBack(length);
        body = NOTHING;
        length = 0;
    }

    void received() {
        if (flow != null) flow.ended();
        else reply.tryComplete(new Reply.Received(status, length == body.length ? body : Arrays.copyOf(body, length)));
    }

    private void tooLong() {
        if (!reply.tryComplete(new Reply.TooLong())) return;
        letGo();
        if (connection != null) connection.giveUp(this);
    }

    void lost(Throwable cause) {
        lost(reason(cause));
    }

    /** May end the connection too: nobody else may get it with half an exchange on it. */
    void lost(String reason) {
        if (isOver()) return;
        if (flow != null) flow.lost(reason);
        reply.tryComplete(new Reply.Lost(new Standing.Fault(reason, false)));
        letGo();
        if (connection != null) connection.giveUp(this);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
