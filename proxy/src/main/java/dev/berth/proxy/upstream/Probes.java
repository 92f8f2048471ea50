package dev.berth.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Asks every member for its head at half the pace of its network's blocks, outside any call's path. A member that fails is
 * asked again soon, and members that are behind are asked as soon as one is seen ahead, here or by another proxy. Lives on
 * one event loop.
 */
public final class Probes extends VerticleBase {
    private static final long TICK_MILLIS = 50;
    private static final long JUST_BEHIND = 3;
    private static final int LARGEST_ANSWER = 1 << 20;

    private final Members members;
    private final LongSupplier nanos;
    private final Map<Member, MemberProbe> probes = new HashMap<>();

    public Probes(Members members, LongSupplier nanos) {
        this.members = members;
        this.nanos = nanos;
    }

    @Override
    public Future<?> start() {
        var client = new UpstreamClient(vertx, LARGEST_ANSWER);
        var alarms = new Alarms(vertx, nanos);
        vertx.setPeriodic(TICK_MILLIS, _ -> tick(client, alarms));
        return Future.succeededFuture();
    }

    private void tick(UpstreamClient client, Alarms alarms) {
        long now = nanos.getAsLong();
        var present = new HashSet<Member>();
        for (LiveTarget target : members.live()) {
            long bestHead = Math.max(target.bestHead(now), target.safeHead().told());
            for (Member member : target.members()) {
                present.add(member);
                probes.computeIfAbsent(member, _ -> new MemberProbe(alarms, client, nanos, member))
                        .askIfDue(target, isJustBehind(target, member, bestHead));
            }
        }
        probes.keySet().retainAll(present);
    }

    private static boolean isJustBehind(LiveTarget target, Member member, long bestHead) {
        long behind = bestHead - member.head().height();
        return target.target().replicated() && behind > 0 && behind <= JUST_BEHIND && member.isWell();
    }
}
