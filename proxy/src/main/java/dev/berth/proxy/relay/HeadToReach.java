package dev.berth.proxy.relay;

import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.method.BlocksNamed;
import dev.berth.proxy.method.TellsHead;
import dev.berth.proxy.upstream.LiveTarget;
import dev.berth.proxy.upstream.Member;
import dev.berth.proxy.upstream.SafeHead;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How far a member has to be for one call: as far as callers were told that the chain is, and as
 * the blocks are that it names. While nobody has got there, the
 * call may wait for the time of two blocks; then what callers were told of is not to be had any more. Lives on one event loop.
 */
final class HeadToReach {
    private static final long SHORTEST_WAIT = 1_000_000_000L;
    private static final long LONGEST_WAIT = 10_000_000_000L;
    private static final long WITHIN_REACH = 5;

    private final LiveTarget target;
    private final Question question;
    private final LongSupplier nanos;
    private final long deadline;
    private long awaitedUntil = -1;
    private long since;

    HeadToReach(LiveTarget target, Question question, LongSupplier nanos, long deadline) {
        this.target = target;
        this.question = question;
        this.nanos = nanos;
        this.deadline = deadline;
    }

    boolean isReachedBy(Member member) {
        if (!target.target().replicated() || question.method().write()) return true;
        long head = member.head().height();
        return head == Member.NO_HEAD || head >= height();
    }

    /**
     * What was told, for answers that depend on the newest block. A block that is named must be there as well when callers were
     * told of it, or when a range ends there, which a node would silently cut short.
     */
    private long height() {
        BlocksNamed blocks = question.blocks();
        long told = target.safeHead().told();
        boolean mustBeThere = blocks.range() || blocks.highest() <= told;
        long named = mustBeThere ? blocks.highest() : Member.NO_HEAD;
        return blocks.newest() ? Math.max(told, named) : named;
    }

    /** Not for a block that is too far ahead for the wait, once everybody has said anew that it is. */
    boolean mayBeAwaited() {
        long now = nanos.getAsLong();
        if (awaitedUntil < 0) {
            since = now;
            long twoBlocks = 2 * target.target().network().blockTime().toNanos();
            awaitedUntil = Math.min(deadline, now + Math.clamp(twoBlocks, SHORTEST_WAIT, LONGEST_WAIT));
        }
        boolean far = question.blocks().highest()
                > Math.max(target.bestHead(now), target.safeHead().told()) + WITHIN_REACH;
        return now < awaitedUntil && !(far && target.isSeenSince(since));
    }

    /**
     * This member is the best there is now: the chain is no further any more.
     *
     * @return whether the call can be put to it; not when it names a block that should be there and is not
     */
    boolean goBackTo(Member best) {
        long head = best.head().height();
        if (question.blocks().newest()) target.safeHead().goBackTo(head, nanos.getAsLong());
        return question.blocks().highest() <= head;
    }

    /** Whether the result tells an older head than somebody was told already, or a wild one, and may be asked for again. */
    boolean isAheadOf(RunningAttempt attempt, Slice result) {
        TellsHead tells = question.method().tellsHead();
        OptionalLong told =
                tells == null ? OptionalLong.empty() : tells.in(question.call().params(), result);
        if (told.isEmpty()) return false;
        long height = told.getAsLong();
        if (!target.saw(attempt.member, height, attempt.since, nanos.getAsLong())) return mayBeAwaited();
        SafeHead safeHead = target.safeHead();
        if (height < safeHead.told() && target.target().replicated()) {
            if (mayBeAwaited()) return true;
            safeHead.goBackTo(height, nanos.getAsLong());
        }
        safeHead.tell(height);
        return false;
    }
}
