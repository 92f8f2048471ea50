package dev.berth.proxy.explain;

import dev.berth.proxy.selection.Candidate;
import java.util.List;

/** One attempt at a call: which members there were, which of them got it, how that ended. Lives on one event loop. */
public final class Tried {
    private final List<Candidate> candidates;
    private final int chosen;
    private final long since;
    private End end = End.UNDER_WAY;
    private String reason = "";
    private long tookNanos;

    /** How an attempt ends, as far as metrics tell them apart. */
    public enum End {
        UNDER_WAY,
        ANSWERED,
        FAILED,
        ABANDONED
    }

    Tried(List<Candidate> candidates, int chosen, long since) {
        this.candidates = candidates;
        this.chosen = chosen;
        this.since = since;
    }

    /** The member answered: with a result, or an error of its own. */
    public void answered(long now) {
        over(End.ANSWERED, "", now);
    }

    /** It gave no answer that can be passed on. */
    public void failed(String why, long now) {
        over(End.FAILED, why, now);
    }

    /** Nobody waits for its answer any more. */
    public void abandoned(String why, long now) {
        over(End.ABANDONED, why, now);
    }

    private void over(End how, String why, long now) {
        if (end != End.UNDER_WAY) return;
        end = how;
        reason = why;
        tookNanos = now - since;
    }

    public List<Candidate> candidates() {
        return candidates;
    }

    /** Index of the candidate that got the call. */
    public int chosen() {
        return chosen;
    }

    public String member() {
        return candidates.get(chosen).name();
    }

    /** When it began, on the proxy's own clock. */
    public long since() {
        return since;
    }

    public End end() {
        return end;
    }

    /** Why it did not answer; empty when it did, or may yet. */
    public String reason() {
        return reason;
    }

    /** How long it took; 0 while it is under way. */
    public long tookNanos() {
        return tookNanos;
    }
}
