package dev.berth.proxy.upstream;

import dev.berth.proxy.jsonrpc.Answer;
import dev.berth.proxy.jsonrpc.AnswerScan;
import dev.berth.proxy.jsonrpc.Dialect;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.route.BoundPoll;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how far back a member goes: a node that has the first block's is asked once, any other as often as its height has
 * digits in base two. Lives on one event loop.
 */
final class HistoryProbe {
    private static final long ANSWER_WITHIN_NANOS = 2_000_000_000L;

    private final Alarms alarms;
    private final UpstreamClient client;
    private final Dialect dialect;
    private final Member member;
    private long nextId = 1;

    HistoryProbe(Alarms alarms, UpstreamClient client, Dialect dialect, Member member) {
        this.alarms = alarms;
        this.client = client;
        this.dialect = dialect;
        this.member = member;
    }

    /** Fails when the member does not answer. */
    Future<History> look(@Nullable BoundPoll state, @Nullable BoundPoll block) {
        long head = member.head().height();
        return lowest(state, head)
                .compose(lowestState ->
                        lowest(block, head).map(lowestBlock -> new History(lowestState, lowestBlock, head)));
    }

    private Future<Long> lowest(@Nullable BoundPoll poll, long head) {
        if (poll == null || head < 1) return Future.succeededFuture(0L);
        return has(poll, 1).compose(all -> all ? Future.succeededFuture(0L) : between(poll, 1, head));
    }

    /** It has not what belongs to the lower, and is taken to have what belongs to the upper. */
    private Future<Long> between(BoundPoll poll, long hasNot, long has) {
        if (has - hasNot <= 1) return Future.succeededFuture(has);
        long middle = hasNot + (has - hasNot) / 2;
        return has(poll, middle).compose(there -> there ? between(poll, hasNot, middle) : between(poll, middle, has));
    }

    private Future<Boolean> has(BoundPoll poll, long block) {
        long id = nextId++;
        Attempt attempt = client.send(member, dialect.request(id, poll.method(), Slice.of(poll.paramsFor(block))));
        Alarm alarm = alarms.alarm();
        alarm.set(ANSWER_WITHIN_NANOS, () -> attempt.cancel("does not answer"));
        return attempt.reply().onComplete(_ -> alarm.cancel()).compose(reply -> {
            if (!(reply instanceof Reply.Received(int _, byte[] body)))
                return Future.failedFuture("no answer about block " + block);
            return switch (AnswerScan.of(body, id)) {
                case Answer.Result(Slice value) -> Future.succeededFuture(!value.isNull());
                case Answer.Failure _ -> Future.succeededFuture(false);
                case Answer.Unusable(String reason) -> Future.failedFuture(reason);
            };
        });
    }
}
