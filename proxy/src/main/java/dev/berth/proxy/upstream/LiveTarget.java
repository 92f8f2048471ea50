package dev.berth.proxy.upstream;

import dev.berth.proxy.route.Target;
import java.util.List;

/** A target and its members as they are used, in the order of the routing table. */
public record LiveTarget(Target target, List<Member> members) {
    private static final long HEAD_COUNTS_FOR = 60_000_000_000L;

    /** The best height that a member was seen to have in the last minute. */
    public long bestHead(long now) {
        long best = Member.NO_HEAD;
        for (Member member : members) {
            Member.Head head = member.head();
            if (head.height() > best && now - head.seenAt() < HEAD_COUNTS_FOR) best = head.height();
        }
        return best;
    }
}
