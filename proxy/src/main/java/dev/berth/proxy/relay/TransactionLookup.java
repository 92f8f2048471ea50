package dev.berth.proxy.relay;

import dev.berth.proxy.jsonrpc.Answer;
import dev.berth.proxy.jsonrpc.AnswerScan;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.method.MethodClass;
import dev.berth.proxy.upstream.Member;
import dev.berth.proxy.upstream.Reply;
import dev.berth.proxy.upstream.UpstreamClient;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Asks members that were sent a transaction, one after the other, whether one has it. Lives on one event loop. */
final class TransactionLookup {
    private final UpstreamClient client;
    private final Question question;
    private final List<RunningAttempt> sent;
    private final BooleanSupplier isPointless;
    private final LongSupplier nanos;

    /**
     * @param sent to whom; those that are overdue are not asked
     * @param isPointless whether the call has ended meanwhile
     */
    TransactionLookup(
            UpstreamClient client,
            Question question,
            List<RunningAttempt> sent,
            BooleanSupplier isPointless,
            LongSupplier nanos) {
        this.client = client;
        this.question = question;
        this.sent = sent;
        this.isPointless = isPointless;
        this.nanos = nanos;
    }

    /**
     * @param asking the attempt in whose place they are asked, so that it ends with the call
     * @param then what is done when it is known who has it; null: nobody
     */
    void ask(RunningAttempt asking, byte[] request, Consumer<@Nullable Member> then) {
        ask(asking, request, sent.size() - 1, then);
    }

    private void ask(RunningAttempt asking, byte[] request, int next, Consumer<@Nullable Member> then) {
        if (next < 0) {
            asking.over = true;
            then.accept(null);
        } else if (sent.get(next).overdue) {
            ask(asking, request, next - 1, then);
        } else {
            Member member = sent.get(next).member;
            asking.over = false;
            member.began(MethodClass.SMALL, nanos.getAsLong());
            asking.attempt = client.send(member, request);
            asking.attempt.reply().onSuccess(reply -> {
                member.ended(MethodClass.SMALL);
                if (isPointless.getAsBoolean()) return;
                asking.over = true;
                if (has(reply)) then.accept(member);
                else ask(asking, request, next - 1, then);
            });
        }
    }

    private boolean has(Reply reply) {
        return reply instanceof Reply.Received received
                && AnswerScan.of(received.body(), question.id()) instanceof Answer.Result(Slice found)
                && !found.isNull();
    }
}
