package dev.berth.proxy.upstream;

import dev.berth.proxy.method.MethodClass;
import dev.berth.proxy.route.Target;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A target and its members as they are used, in the order of the routing table, with what callers were told of its head.
 *
 * @param writes how many writes callers know the answer of
 */
public record LiveTarget(
        Target target, List<Member> members, SafeHead safeHead, AtomicLong writes, TenantShares shares) {
    private static final long HEAD_COUNTS_FOR = 60_000_000_000L;
    private static final long LEAP = 1_000;
    private static final long FELL_BACK = 2;

    /** The same target by a newer routing table. */
    LiveTarget as(Target newer, List<Member> itsMembers) {
        return new LiveTarget(newer, itsMembers, safeHead, writes, shares);
    }

    static LiveTarget fresh(Target target, List<Member> members) {
        return new LiveTarget(target, members, new SafeHead(), new AtomicLong(), new TenantShares());
    }

    /** How many more calls of a class its members can take now; when none can take any, nobody's share is the matter. */
    public int room(MethodClass methodClass) {
        int room = 0;
        boolean some = false;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (!member.unusable().isEmpty()) continue;
            some = true;
            room += Math.max(0, member.limit(methodClass) - member.inFlight(methodClass));
            if (!target.replicated()) break;
        }
        return some ? room : Integer.MAX_VALUE;
    }

    /** The best height that a member was seen to have in the last minute. */
    public long bestHead(long now) {
        long best = Member.NO_HEAD;
        for (Member member : members) {
            Member.Head head = member.head();
            if (head.height() > best && now - head.seenAt() < HEAD_COUNTS_FOR) best = head.height();
        }
        return best;
    }

    /** Whether every member that is used has said since then how far it is. */
    public boolean isSeenSince(long then) {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.unusable().isEmpty() && member.head().seenAt() - then < 0) return false;
        }
        return true;
    }

    /**
     * A member said how far it is. When it has gone back, and no other has what callers were told of, the chain has.
     *
     * @param askedAt when it was asked: what it said about a time before it was last seen further is no news
     * @return whether it is believed
     */
    public boolean saw(Member member, long height, long askedAt, long now) {
        long known = Math.max(bestHead(now), member.head().height());
        boolean leaps = target.replicated() && known != Member.NO_HEAD && height - known > LEAP;
        if (leaps && !member.trust().leaps(height, askedAt, now)) return false;
        if (member.saw(height, askedAt, now)) wentBack(member, height, now);
        return true;
    }

    private void wentBack(Member member, long height, long now) {
        long best = Member.NO_HEAD;
        for (Member each : members) {
            if (each.unusable().isEmpty()) best = Math.max(best, each.head().height());
        }
        if (best - height > FELL_BACK) {
            member.trust().fellBackAlone(height, now);
        } else if (best != Member.NO_HEAD) {
            safeHead.goBackTo(best, now);
            for (Member each : members) each.trust().wasRight();
        }
    }
}
