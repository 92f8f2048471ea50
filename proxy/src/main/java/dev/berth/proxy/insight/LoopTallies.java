package dev.berth.proxy.insight;

import dev.berth.contract.v1.Outcome;
import dev.berth.contract.v1.Refusal;
import dev.berth.proxy.access.EndpointId;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.method.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the items of one event loop came to, by endpoint, since it was last taken: how long those took that a node answered or
 * should have, and how items failed, those alike together. An endpoint costs memory from its first item of an interval on, and a
 * further item allocates nothing. Lives on that event loop.
 */
public final class LoopTallies implements Consumer<CallStory> {
    static final int MOST_ENDPOINTS = 8_192;
    static final int MOST_GROUPS = 4_096;

    private final Consumer<CallStory> named;
    private Map<EndpointId, OfEndpoint> endpoints = new HashMap<>();
    private int groupCount;
    private long leftOut;

    /** @param named is told of items whose request a group of errors names */
    public LoopTallies(Consumer<CallStory> named) {
        this.named = named;
    }

    /** @param leftOut items of endpoints for which there was no room */
    record Taken(Map<EndpointId, OfEndpoint> endpoints, long leftOut) {}

    /** An item's answer is about to be given. */
    @Override
    public void accept(CallStory story) {
        Outcome outcome = story.outcome();
        if (outcome == null) return;
        EndpointId endpoint = story.access().endpoint();
        OfEndpoint its = endpoints.get(endpoint);
        if (its == null) {
            if (endpoints.size() >= MOST_ENDPOINTS) {
                leftOut++;
                return;
            }
            its = new OfEndpoint();
            endpoints.put(endpoint, its);
        }
        if (outcome == Outcome.ANSWERED || outcome == Outcome.FAILED) its.took(story.tookNanos());
        if (story.isError()) failed(its, story);
    }

    private void failed(OfEndpoint its, CallStory story) {
        Method known = story.method();
        String method = known == null ? ErrorGroup.OTHER : known.name();
        Refused refused = story.refused();
        Refusal refusal = refused == null ? Refusal.REFUSAL_UNSPECIFIED : refused.refusal();
        int code = refused == null ? story.nodeErrorCode() : refused.code();
        int httpStatus = refused == null ? story.nodeErrorStatus() : refused.httpStatus();
        ErrorGroup group = its.group(method, refusal, code, httpStatus);
        if (group == null) group = open(its, method, refusal, code, httpStatus);
        if (group.add(story.request().value(), story.since() + story.tookNanos())) named.accept(story);
    }

    private ErrorGroup open(OfEndpoint its, String method, Refusal refusal, int code, int httpStatus) {
        if (groupCount >= MOST_GROUPS || !its.hasRoom()) return its.others();
        groupCount++;
        return its.open(method, refusal, code, httpStatus);
    }

    /** All since this was last called. */
    Taken take() {
        var taken = new Taken(endpoints, leftOut);
        endpoints = new HashMap<>();
        groupCount = 0;
        leftOut = 0;
        return taken;
    }
}
