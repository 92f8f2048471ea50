package dev.berth.proxy.explain;

import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.access.Access;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.meter.MeterKey;
import dev.berth.proxy.method.Method;
import dev.berth.proxy.route.Target;
import dev.berth.proxy.selection.Candidate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a request: who asked for what, which members could have had it and which did, how they answered,
 * and what was counted. Told as it happens by the event loop that relays the call, and kept by it as one of its
 * {@link RecentCalls}; metrics, traces and explanations are made of it. Of the caller's own text it holds only the {@code traceparent}. Times are nanoseconds on
 * the proxy's own clock.
 */
public final class CallStory {
    private static final int USUAL_TRIES = 2;
    private static final long SLOW_NANOS = 1_000_000_000L;

    /** A call that waits for a newer head may ask many times. */
    private static final int MOST_TRIES = 16;

    private final RequestId request;
    private final @Nullable String traceParent;
    private final int item;
    private final Access access;
    private final @Nullable Target target;
    private final long since;
    private final List<Tried> tries = new ArrayList<>(USUAL_TRIES);
    private @Nullable Method method;
    private @Nullable RequestId sharedWith;
    private @Nullable Outcome outcome;
    private @Nullable Refused refused;
    private boolean nodeErred;
    private int nodeErrorCode;
    private int nodeErrorStatus;
    private long waitedForHead;
    private long tookNanos;

    /**
     * @param traceParent the trace that its caller says it belongs to, as it stood in the header; null: in none
     * @param item which item of its batch it is; 0 for the only one
     * @param target null while the routing table does not have it
     */
    public CallStory(
            RequestId request,
            @Nullable String traceParent,
            int item,
            Access access,
            @Nullable Target target,
            long since) {
        this.request = request;
        this.traceParent = traceParent;
        this.item = item;
        this.access = access;
        this.target = target;
        this.since = since;
    }

    /** The method table knows it. */
    public void asks(Method known) {
        method = known;
    }

    /** The same was being asked already, so this one hears what that one hears. */
    public void joins(RequestId other) {
        sharedWith = other;
    }

    /** No member that was free had got as far as callers have been told. */
    public void waitsForHead(long now) {
        if (waitedForHead == 0) waitedForHead = now;
    }

    /** The call goes to one of these. */
    public Tried tries(List<Candidate> candidates, int chosen, long now) {
        var tried = new Tried(candidates, chosen, now);
        if (tries.size() < MOST_TRIES) tries.add(tried);
        return tried;
    }

    /** No node's answer is given, but Berth's own error. */
    public void refused(Refused why) {
        refused = why;
    }

    /**
     * The node's own error is its answer.
     *
     * @param httpStatus of a response that is nothing but this
     */
    public void nodeErred(int code, int httpStatus) {
        nodeErred = true;
        nodeErrorCode = code;
        nodeErrorStatus = httpStatus;
    }

    /** Its answer is about to be given. */
    public void ended(Outcome how, long now) {
        outcome = how;
        tookNanos = now - since;
        for (Tried each : tries) each.abandoned("another member answered first, or the time was over", now);
    }

    /** Whether it did not go as calls should: a fault of a node or of Berth, a second attempt, more than a second. */
    public boolean isNotable() {
        return outcome == Outcome.FAILED || tries.size() > 1 || tookNanos > SLOW_NANOS;
    }

    public RequestId request() {
        return request;
    }

    public @Nullable String traceParent() {
        return traceParent;
    }

    public int item() {
        return item;
    }

    public Access access() {
        return access;
    }

    public @Nullable Target target() {
        return target;
    }

    public long since() {
        return since;
    }

    public List<Tried> tries() {
        return tries;
    }

    /** Null when the method table does not know what was asked. */
    public @Nullable Method method() {
        return method;
    }

    /** What it is counted under. */
    public String sku() {
        return method == null ? MeterKey.OTHER : method.sku();
    }

    public @Nullable RequestId sharedWith() {
        return sharedWith;
    }

    /** Null while it is under way. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** What Berth said in a node's place; null: nothing. */
    public @Nullable Refused refused() {
        return refused;
    }

    /** Whether its caller hears of an error, the node's or Berth's own. */
    public boolean isError() {
        return nodeErred || refused != null;
    }

    /** Of the node's own error; 0: it said none, or one without a number. */
    public int nodeErrorCode() {
        return nodeErrorCode;
    }

    /** The HTTP status of such an answer; 0: the node said no error. */
    public int nodeErrorStatus() {
        return nodeErrorStatus;
    }

    /** When it began to wait for a member at the head; 0: it did not. */
    public long waitedForHead() {
        return waitedForHead;
    }

    /** From its request's arrival to its count; 0 while it is under way. */
    public long tookNanos() {
        return tookNanos;
    }
}
