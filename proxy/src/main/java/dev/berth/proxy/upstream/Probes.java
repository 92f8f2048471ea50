package dev.berth.proxy.upstream;

import dev.berth.proxy.jsonrpc.Answer;
import dev.berth.proxy.jsonrpc.AnswerScan;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.route.HeadPoll;
import dev.berth.proxy.route.Network;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Asks every member for its head at half the pace of its network's blocks, outside any call's path. A member that fails is
 * asked again soon, and members that are behind are asked as soon as one is seen ahead. Lives on one event loop.
 */
public final class Probes extends VerticleBase {
    private static final long TICK_MILLIS = 50;
    private static final long ANSWER_WITHIN_NANOS = 1_000_000_000L;
    private static final long JUST_BEHIND = 3;
    private static final long SOON_NANOS = 200_000_000L;
    private static final long SHORTEST_NANOS = 200_000_000L;
    private static final long LONGEST_NANOS = 2_000_000_000L;

    private static final int LARGEST_ANSWER = 1 << 20;

    private final Members members;
    private final LongSupplier nanos;
    private final Map<Member, Long> due = new HashMap<>();
    private final Set<Member> asked = new HashSet<>();
    private long nextId;

    public Probes(Members members, LongSupplier nanos) {
        this.members = members;
        this.nanos = nanos;
    }

    @Override
    public Future<?> start() {
        var client = new UpstreamClient(vertx, LARGEST_ANSWER);
        vertx.setPeriodic(TICK_MILLIS, _ -> tick(client));
        return Future.succeededFuture();
    }

    private void tick(UpstreamClient client) {
        long now = nanos.getAsLong();
        var present = new HashSet<Member>();
        for (LiveTarget target : members.live()) {
            long bestHead = target.bestHead(now);
            for (Member member : target.members()) {
                present.add(member);
                long dueAt = due.computeIfAbsent(member, _ -> now);
                boolean ask = dueAt <= now || isJustBehind(target, member, bestHead);
                if (ask && !asked.contains(member)) probe(client, target, member, now);
            }
        }
        due.keySet().retainAll(present);
    }

    private static boolean isJustBehind(LiveTarget target, Member member, long bestHead) {
        long behind = bestHead - member.head().height();
        return target.target().replicated() && behind > 0 && behind <= JUST_BEHIND && member.isWell();
    }

    private void probe(UpstreamClient client, LiveTarget target, Member member, long now) {
        Network network = target.target().network();
        HeadPoll poll = network.headPoll();
        if (poll == null) {
            member.change(held -> held instanceof Standing.Ejected ejected ? ejected.afterPause(now) : held);
            due.put(member, now + SOON_NANOS);
            return;
        }
        asked.add(member);
        long id = nextId++;
        Attempt attempt =
                client.send(member, network.methods().dialect().request(id, poll.method(), Slice.of(poll.params())));
        var alarm = new Alarm(vertx, nanos);
        alarm.set(ANSWER_WITHIN_NANOS, () -> attempt.cancel("does not answer its probe"));
        attempt.reply().onSuccess(reply -> {
            alarm.cancel();
            asked.remove(member);
            judge(target, member, poll, id, now, reply);
        });
    }

    private void judge(LiveTarget target, Member member, HeadPoll poll, long id, long askedAt, Reply reply) {
        long now = nanos.getAsLong();
        switch (reply) {
            case Reply.Received(int status, byte[] body) -> {
                OptionalLong height = AnswerScan.of(body, id) instanceof Answer.Result(Slice value)
                        ? poll.height().in(value)
                        : OptionalLong.empty();
                height.ifPresentOrElse(
                        seen -> {
                            target.saw(member, seen, askedAt, now);
                            member.change(held -> held.answeredProbe(now));
                        },
                        () -> failed(
                                member,
                                new Standing.Fault("answers its probe with no height, HTTP " + status, false),
                                now));
            }
            case Reply.Flowing _, Reply.TooLong _ ->
                failed(member, new Standing.Fault("answers its probe at too great length", false), now);
            case Reply.NotSent(Standing.Fault fault) -> failed(member, fault, now);
            case Reply.Lost(Standing.Fault fault) -> failed(member, fault, now);
            case Reply.Displaced _ -> {}
        }
        due.put(member, now + (member.isWell() ? pace(target.target().network()) : SOON_NANOS));
    }

    private static void failed(Member member, Standing.Fault fault, long now) {
        member.change(held -> held.failedProbe(fault, now));
    }

    private static long pace(Network network) {
        long half = network.blockTime().toNanos() / 2;
        return Math.clamp(half == 0 ? SHORTEST_NANOS * 5 : half, SHORTEST_NANOS, LONGEST_NANOS);
    }
}
