package dev.berth.proxy.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends calls to members over pooled connections; one per event loop, and used on that loop only. Made of Netty's parts,
 * because on the path of a call Vert.x's own client costs as much as all the rest (docs/decisions/0012).
 */
public final class UpstreamClient {
    /** Shorter than any node keeps an idle connection, so that a call hardly ever meets one that is being closed. */
    private static final long IDLE_NANOS = 2_000_000_000L;

    private static final long LOOK_MILLIS = 500;
    private static final int CONNECT_MILLIS = 1_000;

    private final ContextInternal context;
    private final Bootstrap bootstrap;
    private final LoopTurns turns;
    private final int maxAnswerBytes;
    private final QueuePatience patience;
    private final Map<Member, UpstreamConnections> members = new HashMap<>();

    /** On the event loop that this is called on. */
    public UpstreamClient(Vertx vertx, int maxAnswerBytes) {
        this(vertx, maxAnswerBytes, QueuePatience.USUAL);
    }

    UpstreamClient(Vertx vertx, int maxAnswerBytes, QueuePatience patience) {
        var internal = (VertxInternal) vertx;
        this.maxAnswerBytes = maxAnswerBytes;
        this.patience = patience;
        this.context = internal.getOrCreateContext();
        this.turns = new LoopTurns(context.nettyEventLoop());
        this.bootstrap = new Bootstrap()
                .group(context.nettyEventLoop())
                .channelFactory(internal.transport().channelFactory(false))
                .resolver(internal.nameResolver().nettyAddressResolverGroup())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true);
        vertx.setPeriodic(LOOK_MILLIS, _ -> endIdle());
    }

    /** On a connection that carries nothing else meanwhile; its answer is held, if it is not too long. */
    public Attempt send(Member member, byte[] call) {
        return send(member, call, Room.of(maxAnswerBytes));
    }

    /** On a connection that carries nothing else meanwhile. */
    public Attempt send(Member member, byte[] call, Room room) {
        return begin(member, call, room, false);
    }

    /** On a connection that may carry other calls before and behind it, as {@link UpstreamConnections#queue} says. */
    public Attempt queue(Member member, byte[] call, Room room) {
        return begin(member, call, room, true);
    }

    private Attempt begin(Member member, byte[] call, Room room, boolean mayQueue) {
        Promise<Reply> reply = context.promise();
        var attempt = new Attempt(call, room, reply);
        if (member.credential() instanceof Credential.Unreadable(String reason)) attempt.notSent(reason);
        else if (mayQueue) connections(member).queue(attempt);
        else connections(member).send(attempt);
        return attempt;
    }

    private UpstreamConnections connections(Member member) {
        UpstreamConnections known = members.get(member);
        if (known != null) return known;
        var made = new UpstreamConnections(
                member.upstream(), member.tunnels(), member.credential(), patience, bootstrap, turns);
        members.put(member, made);
        return made;
    }

    private void endIdle() {
        long since = System.nanoTime() - IDLE_NANOS;
        members.values().removeIf(connections -> connections.endIdle(since));
    }
}
