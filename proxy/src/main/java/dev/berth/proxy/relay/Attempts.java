package dev.berth.proxy.relay;

import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.jsonrpc.Answer;
import dev.berth.proxy.jsonrpc.AnswerScan;
import dev.berth.proxy.jsonrpc.ResultScan;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.method.Method;
import dev.berth.proxy.method.Transaction;
import dev.berth.proxy.selection.Choice;
import dev.berth.proxy.upstream.Alarm;
import dev.berth.proxy.upstream.AnswerFlow;
import dev.berth.proxy.upstream.Attempt;
import dev.berth.proxy.upstream.LiveTarget;
import dev.berth.proxy.upstream.Member;
import dev.berth.proxy.upstream.Reply;
import dev.berth.proxy.upstream.Standing;
import dev.berth.proxy.upstream.TenantShares;
import dev.berth.proxy.upstream.UpstreamClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one call: at most two, within one deadline. A second is made when the first failed and the call may be
 * repeated, or nothing of it was sent; or when the first is overdue, and then both may still answer: a node that hangs costs
 * a call time, a node that is merely slow costs it nothing. Lives on one event loop.
 */
final class Attempts {
    private static final int MOST = 2;
    private static final long LOOK_AGAIN = 250_000_000L;
    private static final long CATCHING_UP = 20_000_000L;
    private static final long MAKING_ROOM = 10_000_000L;
    private static final long WAIT_FOR_ROOM = 250_000_000L;

    private final Alarm alarm;
    private final UpstreamClient client;
    private final HedgeBudget hedges;
    private final Waiting waiting;
    private final LongSupplier nanos;
    private final LiveTarget target;
    private final TenantShares.@Nullable Share share;
    private final Method method;
    private final Question question;
    private final CallStory story;
    private final long deadline;
    private final HeadToReach head;
    private final MemberChoice choice;
    private long roomAwaitedUntil = -1;
    private boolean entered;
    private int broke = -1;
    private final Promise<Ending> ending = Promise.promise();
    private final List<RunningAttempt> made = new ArrayList<>(MOST);

    /** @param share of the tenant whose call it is; null: it has the target for itself */
    Attempts(
            OnLoop loop,
            LiveTarget target,
            TenantShares.@Nullable Share share,
            Question question,
            CallStory story,
            long deadline) {
        this.alarm = loop.alarms().alarm();
        this.client = loop.client();
        this.hedges = loop.hedges();
        this.waiting = new Waiting(loop.waitingRoom(), alarm);
        this.nanos = loop.nanos();
        this.target = target;
        this.share = share;
        this.method = question.method();
        this.question = question;
        this.story = story;
        this.deadline = deadline;
        this.choice = new MemberChoice(target, question);
        this.head = new HeadToReach(target, question, nanos, deadline);
    }

    Future<Ending> make() {
        enter();
        return ending.future();
    }

    /** Takes a place of the tenant's share, for as long as the call lasts. */
    private void enter() {
        if (share == null || share.take(method.methodClass(), target.room(method.methodClass()))) {
            entered = true;
            place(-1);
        } else if (!mayAwaitRoom() || !waiting.until(MAKING_ROOM, this::enter)) {
            end(new Ending.OverShare(share.held(method.methodClass())));
        }
    }

    private boolean mayAwaitRoom() {
        long now = nanos.getAsLong();
        if (roomAwaitedUntil < 0) roomAwaitedUntil = Math.min(deadline, now + WAIT_FOR_ROOM);
        return now < roomAwaitedUntil;
    }

    /**
     * Puts the call to a member, if possible to another than the one that was tried. While those that could take it have not
     * got as far as callers were told, it waits a little for them; one whose connection broke is not gone back to for that.
     */
    private void place(int tried) {
        Choice chosenNow = choose(tried);
        if (tried >= 0 && chosenNow instanceof Choice.Nobody others && isAwaited(others, tried)) return;
        boolean another = chosenNow instanceof Choice.Chosen other && (tried == broke || !isBehind(other));
        if (tried >= 0 && !another) chosenNow = choose(-1);
        switch (chosenNow) {
            case Choice.Nobody nobody -> unplaced(nobody, tried);
            case Choice.Chosen chosen -> {
                if (!isBehind(chosen)) {
                    begin(chosen);
                } else if (head.mayBeAwaited()) {
                    story.waitsForHead(nanos.getAsLong());
                    if (!waiting.until(CATCHING_UP, () -> place(tried)))
                        end(new Ending.Nobody(Map.of(member(chosen).name(), "catches up")));
                } else if (head.goBackTo(member(chosen))) {
                    begin(chosen);
                } else {
                    end(new Ending.NoSuchBlock(member(chosen).head().height()));
                }
            }
        }
    }

    private void unplaced(Choice.Nobody nobody, int tried) {
        if (!isAwaited(nobody, tried)) end(new Ending.Nobody(nobody.reasons()));
    }

    private boolean isAwaited(Choice.Nobody nobody, int tried) {
        return nobody.full() && mayAwaitRoom() && waiting.until(MAKING_ROOM, () -> place(tried));
    }

    private boolean isBehind(Choice.Chosen chosen) {
        return !head.isReachedBy(member(chosen));
    }

    private Member member(Choice.Chosen chosen) {
        return target.members().get(chosen.index());
    }

    private void begin(Choice.Chosen chosen) {
        waiting.over();
        long now = nanos.getAsLong();
        Member member = member(chosen);
        member.began(method.methodClass(), now);
        var running = new RunningAttempt(
                chosen.index(), member, send(member), story.tries(choice.candidates(), chosen.index(), now), now);
        made.add(running);
        boolean another = chosen.alternative() && made.size() < MOST && method.repeatable();
        long patience = member.patienceNanos(method.methodClass());
        if (another && now + patience < deadline) alarm.at(now + patience, this::impatient);
        else alarm.at(deadline, this::late);
        running.attempt.reply().onSuccess(reply -> ended(running, reply));
    }

    private Attempt send(Member member) {
        boolean mayQueue = made.isEmpty() && method.mayQueue();
        return mayQueue
                ? client.queue(member, question.request(), question.room())
                : client.send(member, question.request(), question.room());
    }

    private void ended(RunningAttempt running, Reply reply) {
        running.over = true;
        running.member.ended(method.methodClass());
        if (ending.future().isComplete()) return;
        switch (reply) {
            case Reply.Received(int status, byte[] body) when Busy.isSaidBy(status) -> busy(running, "HTTP " + status);
            case Reply.Received(int status, byte[] body) -> {
                switch (AnswerScan.of(body, question.id())) {
                    case Answer.Result result -> heard(running, new Ending.WithResult(result, running.member, status));
                    case Answer.Failure failure
                    when Busy.isSaidBy(failure) -> busy(running, failure.error().toString());
                    case Answer.Failure failure -> refused(running, new Ending.WithFailure(failure, status));
                    case Answer.Unusable(String reason) ->
                        failed(running, new Standing.Fault("HTTP " + status + ", " + reason, false), false);
                }
            }
            case Reply.Flowing(int status, byte[] first, AnswerFlow rest) -> flowing(running, status, first, rest);
            case Reply.TooLong _ -> end(new Ending.TooLong());
            case Reply.NotSent(Standing.Fault fault) -> failed(running, fault, true);
            case Reply.Lost(Standing.Fault fault) -> {
                broke = running.index;
                failed(running, fault, false);
            }
        }
    }

    /** The node's result. One that tells an older head than somebody was told already is asked for again. */
    private void heard(RunningAttempt running, Ending.WithResult with) {
        if (head.isAheadOf(running, with.result().value())) askAgain(running);
        else answered(running, with);
    }

    /** A long answer's first piece: if its result has begun, it is answered, and the rest goes on as it comes. */
    private void flowing(RunningAttempt running, int status, byte[] first, AnswerFlow flow) {
        var scan = new ResultScan(question.id());
        if (!scan.read(first) || !scan.isInResult()) {
            flow.end();
            failed(running, new Standing.Fault("HTTP " + status + ", a long answer without result", false), false);
            return;
        }
        var begun = new Slice(first, scan.from(), scan.to());
        if (head.isAheadOf(running, begun)) {
            flow.end();
            askAgain(running);
        } else {
            answeredBy(running);
            end(new Ending.Flowing(begun, scan, flow, status));
        }
    }

    private void askAgain(RunningAttempt running) {
        answeredBy(running);
        made.remove(running);
        if (made.isEmpty() && !waiting.until(CATCHING_UP, () -> place(running.index)))
            end(new Ending.Nobody(Map.of(running.member.name(), "catches up")));
    }

    /**
     * The node's error. For a transaction that was sent before it may only say that the node has it already, in words of its
     * own: so those that were sent it are asked for it, and when one has it, that is success.
     */
    private void refused(RunningAttempt running, Ending.WithFailure failure) {
        Transaction transaction = made.size() > 1 ? method.transaction() : null;
        Slice hash = transaction == null ? null : question.transactionHash();
        if (transaction == null || hash == null) answered(running, failure);
        else
            new TransactionLookup(client, question, made, ending.future()::isComplete, nanos)
                    .ask(running, question.lookup(transaction, hash), member -> {
                        if (member == null) answered(running, failure);
                        else answered(running, new Ending.WithResult(new Answer.Result(hash), member, 200));
                    });
    }

    private void answered(RunningAttempt running, Ending.Answered answer) {
        answeredBy(running);
        end(answer);
    }

    private void answeredBy(RunningAttempt running) {
        long now = nanos.getAsLong();
        running.member.answered(method.methodClass(), now - running.since, now);
        running.told.answered(now);
    }

    private void busy(RunningAttempt running, String said) {
        running.member.isBusy(method.methodClass(), nanos.getAsLong());
        failed(running, new Standing.Fault("is too busy: " + said, false), false);
    }

    private void failed(RunningAttempt running, Standing.Fault fault, boolean unsent) {
        if (!running.overdue) running.member.failed(method.methodClass(), fault, nanos.getAsLong());
        again(running, fault.reason(), unsent);
    }

    private void again(RunningAttempt running, String reason, boolean unsent) {
        running.told.failed(reason, nanos.getAsLong());
        boolean mayRepeat = made.size() < MOST && (method.repeatable() || unsent);
        if (mayRepeat) place(target.target().replicated() ? running.index : -1);
        else if (made.stream().allMatch(each -> each.over)) end(new Ending.Faulty(reason));
    }

    /** Asks another member as well, when the budget allows it or this one has been given up; else looks again later. */
    private void impatient() {
        RunningAttempt first = made.getFirst();
        long now = nanos.getAsLong();
        boolean overdue = now - first.since >= first.member.overdueNanos(method.methodClass());
        if (overdue && !first.overdue) first.member.answersLate(method.methodClass(), now);
        first.overdue |= overdue;
        boolean givenUp = !first.member.unusable().isEmpty();
        long left = deadline - now;
        boolean mayHedge = choose(first.index) instanceof Choice.Chosen other && !isBehind(other);
        if (mayHedge && (givenUp || hedges.take())) place(first.index);
        else if (left > LOOK_AGAIN) alarm.at(now + LOOK_AGAIN, this::impatient);
        else alarm.at(deadline, this::late);
    }

    private void late() {
        for (RunningAttempt running : made) {
            if (!running.over && !running.overdue) running.member.answersLate(method.methodClass(), nanos.getAsLong());
        }
        end(new Ending.Late());
    }

    private void end(Ending how) {
        alarm.cancel();
        if (ending.future().isComplete()) return;
        waiting.over();
        if (entered && share != null) share.giveBack(method.methodClass());
        ending.complete(how);
        for (RunningAttempt running : made) {
            if (running.over) continue;
            long now = nanos.getAsLong();
            running.member.abandoned(method.methodClass(), now - running.since, now);
            running.attempt.cancel("another member answered first");
        }
    }

    private Choice choose(int tried) {
        return choice.at(nanos.getAsLong(), tried);
    }
}
