package dev.berth.proxy.upstream;

import dev.berth.proxy.route.Upstream;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one member. A call gets the free one that was used last, so that those that are not
 * needed grow old and end; when there are {@value #MOST}, calls wait in the order they came. Beside these are a few that
 * carry calls behind each other, which saves system calls.
 */
final class UpstreamConnections {
    private static final int MOST = 512;
    private static final int MOST_QUEUEING = 2;
    private static final long NEXT_ANSWER_WITHIN_NANOS = 10_000_000;
    private static final long NO_QUEUE_FOR_NANOS = 10_000_000_000L;
    private static final int FLUSH_AFTER = 64;
    private static final HttpDecoderConfig DECODING = new HttpDecoderConfig()
            .setMaxInitialLineLength(4_096)
            .setMaxHeaderSize(16_384)
            .setMaxChunkSize(1 << 16)
            .setValidateHeaders(false);

    private final QueuePatience patience;
    private final LoopTurns turns;
    private final Dialling own;
    private final Dialling queues;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Queue<Attempt> waiting = new ArrayDeque<>();
    private final List<UpstreamConnection> queueing = new ArrayList<>(MOST_QUEUEING);
    private final QueueLength queueLength = new QueueLength();
    private int open;
    private int connectingQueueing;
    private long noQueueBefore = System.nanoTime();

    /**
     * @param loop how connections are made on this event loop
     */
    UpstreamConnections(
            Upstream upstream,
            TunnelAccess tunnels,
            Credential credential,
            QueuePatience patience,
            Bootstrap loop,
            LoopTurns turns) {
        this.patience = patience;
        this.turns = turns;
        byte[] head = head(upstream, credential);
        this.own = new Dialling(upstream, tunnels, loop, channel -> handle(channel, head, false));
        this.queues = new Dialling(upstream, tunnels, loop, channel -> handle(channel, head, true));
    }

    private void handle(Channel channel, byte[] head, boolean queues) {
        if (queues) channel.pipeline().addLast(new FlushConsolidationHandler(FLUSH_AFTER, true));
        channel.pipeline()
                .addLast(new HttpResponseDecoder(DECODING), new UpstreamConnection(channel, this, head, queues));
    }

    private static byte[] head(Upstream upstream, Credential credential) {
        String authorization =
                credential instanceof Credential.Basic(String value) ? "authorization: " + value + "\r\n" : "";
        return ("POST " + upstream.path() + " HTTP/1.1\r\nhost: " + upstream.calledAs()
                        + "\r\ncontent-type: application/json\r\n" + authorization + "content-length: ")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    long behindNanos() {
        return patience.behindNanos();
    }

    /** On a connection of the call's own. */
    void send(Attempt attempt) {
        UpstreamConnection free = idle.pollLast();
        while (free != null && !free.isOpen()) free = idle.pollLast();
        if (free != null) free.carry(attempt);
        else if (open < MOST) connect(attempt);
        else waiting.add(attempt);
    }

    /**
     * Behind other calls, where the queue is short for this member and moves; else on a connection of its own. A member that
     * has ended a connection with calls queued on it gets no queues for a while.
     */
    void queue(Attempt attempt) {
        long now = System.nanoTime();
        UpstreamConnection chosen = now - noQueueBefore < 0 ? null : shortestQueue(now);
        if (chosen == null) {
            send(attempt);
        } else {
            attempt.queued(now);
            turns.measure(now);
            chosen.carry(attempt);
        }
    }

    private @Nullable UpstreamConnection shortestQueue(long now) {
        UpstreamConnection shortest = null;
        for (int i = queueing.size() - 1; i >= 0; i--) {
            UpstreamConnection each = queueing.get(i);
            if (each.isStuck()) each.giveUp();
            if (!each.takesMore() || !moves(each, now) || each.calls() >= queueLength.most()) continue;
            if (shortest == null || each.calls() < shortest.calls()) shortest = each;
        }
        if ((shortest == null || shortest.calls() > 0) && queueing.size() + connectingQueueing < MOST_QUEUEING)
            connectQueueing();
        return shortest;
    }

    /** Whether its next answer is not overdue. */
    private boolean moves(UpstreamConnection queue, long now) {
        return queue.calls() == 0 || now - queue.since() < turns.andSome(NEXT_ANSWER_WITHIN_NANOS);
    }

    /** A call that may have waited behind others is answered. */
    void answered(Attempt queued, long now) {
        queueLength.answered(queued.sentAt(), now, turns.andSome(patience.promptNanos()));
    }

    private void connectQueueing() {
        connectingQueueing++;
        queues.dial().addListener((Future<Channel> dialled) -> {
            connectingQueueing--;
            if (dialled.isSuccess()) queueing.add(dialled.getNow().pipeline().get(UpstreamConnection.class));
        });
    }

    private void connect(Attempt attempt) {
        open++;
        own.dial().addListener((Future<Channel> dialled) -> dialled(attempt, dialled));
    }

    private void dialled(Attempt attempt, Future<Channel> dialled) {
        if (dialled.isSuccess()) {
            var connection = dialled.getNow().pipeline().get(UpstreamConnection.class);
            if (attempt.isOver()) free(connection);
            else connection.carry(attempt);
        } else {
            open--;
            attempt.notSent(dialled.cause());
            connectForNext();
        }
    }

    /** The connection carries nothing any more. */
    void free(UpstreamConnection connection) {
        Attempt next = next();
        if (next != null) connection.carry(next);
        else idle.addLast(connection);
    }

    /** The connection is gone, with so many calls on it. */
    void ended(UpstreamConnection connection, int calls) {
        if (connection.isQueueing()) {
            queueing.remove(connection);
            if (calls > 1) noQueueBefore = System.nanoTime() + NO_QUEUE_FOR_NANOS;
        } else {
            open--;
            idle.remove(connection);
            connectForNext();
        }
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

    /** Ends connections that have carried nothing since then, and free ones that are outdated; whether none is left. */
    boolean endIdle(long then) {
        while (!idle.isEmpty() && idle.getFirst().since() - then < 0)
            idle.removeFirst().end();
        for (UpstreamConnection each : List.copyOf(idle)) if (each.isOutdated(own)) each.end();
        for (int i = queueing.size() - 1; i >= 0; i--) {
            UpstreamConnection each = queueing.get(i);
            if (each.calls() == 0 && (each.since() - then < 0 || each.isOutdated(queues))) each.end();
        }
        return open == 0 && queueing.isEmpty() && connectingQueueing == 0;
    }
}
