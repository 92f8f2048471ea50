package dev.berth.proxy.relay;

import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.method.TellsHead;
import dev.berth.proxy.upstream.LiveTarget;
import dev.berth.proxy.upstream.Member;
import dev.berth.proxy.upstream.SafeHead;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How far a member has to be for one call: as far as callers were told that the chain is. While nobody has got there, the
 * call may wait for the time of two blocks; then what callers were told of is not to be had any more. Lives on one event loop.
 */
final class HeadToReach {
    private static final long SHORTEST_WAIT = 1_000_000_000L;
    private static final long LONGEST_WAIT = 10_000_000_000L;

    private final LiveTarget target;
    private final Question question;
    private final LongSupplier nanos;
    private final long deadline;
    private long awaitedUntil = -1;

    HeadToReach(LiveTarget target, Question question, LongSupplier nanos, long deadline) {
        this.target = target;
        this.question = question;
        this.nanos = nanos;
        this.deadline = deadline;
    }

    boolean isReachedBy(Member member) {
        if (!target.target().replicated() || question.method().write()) return true;
        long head = member.head().height();
        return head == Member.NO_HEAD || head >= target.safeHead().told();
    }

    boolean mayBeAwaited() {
        long now = nanos.getAsLong();
        if (awaitedUntil < 0) {
            long twoBlocks = 2 * target.target().network().blockTime().toNanos();
            awaitedUntil = Math.min(deadline, now + Math.clamp(twoBlocks, SHORTEST_WAIT, LONGEST_WAIT));
        }
        return now < awaitedUntil;
    }

    /** This member is the best there is now: the chain is no further any more. */
    void goBackTo(Member best) {
        target.safeHead().goBackTo(best.head().height());
    }

    /** Whether the result tells an older head than somebody was told already, and may be asked for again. */
    boolean isAheadOf(RunningAttempt attempt, Slice result) {
        TellsHead tells = question.method().tellsHead();
        OptionalLong told =
                tells == null ? OptionalLong.empty() : tells.in(question.call().params(), result);
        if (told.isEmpty()) return false;
        long height = told.getAsLong();
        target.saw(attempt.member, height, attempt.since, nanos.getAsLong());
        SafeHead safeHead = target.safeHead();
        if (height < safeHead.told() && target.target().replicated()) {
            if (mayBeAwaited()) return true;
            safeHead.goBackTo(height);
        }
        safeHead.tell(height);
        return false;
    }
}
