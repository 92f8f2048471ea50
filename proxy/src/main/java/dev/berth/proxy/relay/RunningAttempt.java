package dev.berth.proxy.relay;

import dev.berth.proxy.explain.Tried;
import dev.berth.proxy.upstream.Attempt;
import dev.berth.proxy.upstream.Member;

/** An attempt at a call, and whether it was given up as overdue while it runs on. Lives on one event loop. */
final class RunningAttempt {
    final int index;
    final Member member;
    final long since;
    final Tried told;
    Attempt attempt;
    boolean overdue;
    boolean over;

    /** @param index of the member in its target */
    RunningAttempt(int index, Member member, Attempt attempt, Tried told, long since) {
        this.index = index;
        this.member = member;
        this.told = told;
        this.since = since;
        this.attempt = attempt;
    }
}
