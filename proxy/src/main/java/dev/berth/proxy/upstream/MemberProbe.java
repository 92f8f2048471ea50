package dev.berth.proxy.upstream;

import dev.berth.proxy.jsonrpc.Answer;
import dev.berth.proxy.jsonrpc.AnswerScan;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.route.HeadPoll;
import dev.berth.proxy.route.IdentityPoll;
import dev.berth.proxy.route.Network;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Asks one member, each in its time: whether it is on its network's chain, how far it is, how far back it goes. One that is not
 * well has to show first that it is on the chain. Lives on one event loop.
 */
final class MemberProbe {
    private static final long ANSWER_WITHIN_NANOS = 1_000_000_000L;
    private static final long SOON_NANOS = 200_000_000L;
    private static final long SHORTEST_NANOS = 200_000_000L;
    private static final long LONGEST_NANOS = 2_000_000_000L;
    private static final long IDENTITY_FOR_NANOS = 30_000_000_000L;
    private static final long HISTORY_FOR_NANOS = 600_000_000_000L;
    private static final long HISTORY_AGAIN_NANOS = 60_000_000_000L;

    private final Alarms alarms;
    private final UpstreamClient client;
    private final LongSupplier nanos;
    private final Member member;
    private long due;
    private long identityDue;
    private long historyDue;
    private boolean asked;
    private long id;

    MemberProbe(Alarms alarms, UpstreamClient client, LongSupplier nanos, Member member) {
        this.alarms = alarms;
        this.client = client;
        this.nanos = nanos;
        this.member = member;
        long now = nanos.getAsLong();
        this.due = now;
        this.identityDue = now;
        this.historyDue = now;
    }

    /** @param early whether it is to be asked before its time */
    void askIfDue(LiveTarget target, boolean early) {
        long now = nanos.getAsLong();
        if (asked || (!early && now - due < 0)) return;
        Network network = target.target().network();
        HeadPoll poll = network.headPoll();
        if (poll == null) {
            member.change(held -> held instanceof Standing.Ejected ejected ? ejected.afterPause(now) : held);
            due = now + SOON_NANOS;
            return;
        }
        IdentityPoll identity = network.identity();
        boolean toBeProven = identity != null && (now - identityDue >= 0 || !member.isWell());
        if (identity != null && toBeProven) askIdentity(target, identity, poll);
        else askHead(target, poll);
    }

    private void askIdentity(LiveTarget target, IdentityPoll identity, HeadPoll poll) {
        ask(target, identity.method(), identity.params(), said -> {
            String mismatch = identity.mismatch(said);
            if (mismatch.isEmpty()) {
                identityDue = nanos.getAsLong() + IDENTITY_FOR_NANOS;
                member.isOnItsChain();
                askHead(target, poll);
            } else {
                failed(new Standing.Fault(mismatch, true));
            }
        });
    }

    private void askHead(LiveTarget target, HeadPoll poll) {
        long askedAt = nanos.getAsLong();
        ask(target, poll.method(), poll.params(), said -> {
            OptionalLong height = poll.height().in(said);
            if (height.isEmpty()) {
                failed(new Standing.Fault("answers its probe with no height", false));
                return;
            }
            long now = nanos.getAsLong();
            target.saw(member, height.getAsLong(), askedAt, now);
            member.change(held -> held.answeredProbe(now));
            due = now + (member.isWell() ? pace(target.target().network()) : SOON_NANOS);
            if (member.isWell() && now - historyDue >= 0)
                lookBack(target.target().network());
        });
    }

    private void lookBack(Network network) {
        historyDue = nanos.getAsLong() + HISTORY_FOR_NANOS;
        if (network.stateBound() == null && network.blockBound() == null) return;
        new HistoryProbe(alarms, client, network.methods().dialect(), member)
                .look(network.stateBound(), network.blockBound())
                .onSuccess(member::goesBackTo)
                .onFailure(_ -> historyDue = nanos.getAsLong() + HISTORY_AGAIN_NANOS);
    }

    private void ask(LiveTarget target, String method, String params, Consumer<Slice> then) {
        asked = true;
        long mine = ++id;
        byte[] request = target.target().network().methods().dialect().request(mine, method, Slice.of(params));
        Attempt attempt = client.send(member, request);
        Alarm alarm = alarms.alarm();
        alarm.set(ANSWER_WITHIN_NANOS, () -> attempt.cancel("does not answer its probe"));
        attempt.reply().onSuccess(reply -> {
            alarm.cancel();
            asked = false;
            switch (reply) {
                case Reply.Received(int status, byte[] body) -> {
                    if (AnswerScan.of(body, mine) instanceof Answer.Result(Slice said)) then.accept(said);
                    else failed(new Standing.Fault("answers its probe with no result, HTTP " + status, false));
                }
                case Reply.Flowing _, Reply.TooLong _ ->
                    failed(new Standing.Fault("answers its probe at too great length", false));
                case Reply.NotSent(Standing.Fault fault) -> failed(fault);
                case Reply.Lost(Standing.Fault fault) -> failed(fault);
            }
        });
    }

    private void failed(Standing.Fault fault) {
        long now = nanos.getAsLong();
        member.change(held -> held.failedProbe(fault, now));
        due = now + SOON_NANOS;
    }

    private static long pace(Network network) {
        long half = network.blockTime().toNanos() / 2;
        return Math.clamp(half == 0 ? SHORTEST_NANOS * 5 : half, SHORTEST_NANOS, LONGEST_NANOS);
    }
}
