package dev.berth.proxy.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.method.Method;
import dev.berth.proxy.selection.Candidate;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Explains recent calls to an operator, whichever event loop they were on. */
public final class Explanations {
    private static final int PLACES = 4_096;
    private static final int SAMPLED = 2_048;
    private static final int LISTED = 100;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<OfLoop> loops = new CopyOnWriteArrayList<>();
    private final InstantSource clock;
    private final LongSupplier nanos;

    private record OfLoop(Context loop, RecentCalls calls) {}

    /** @param nanos the clock that stories are told by */
    public Explanations(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** A memory for the event loop that this is called on. */
    public RecentCalls ofLoop(Vertx vertx) {
        var calls = new RecentCalls(PLACES, SAMPLED);
        loops.add(new OfLoop(vertx.getOrCreateContext(), calls));
        return calls;
    }

    /**
     * A request with its items, the first ones at least; empty when it is forgotten, or was never here.
     *
     * @param mostItems how many are told at most; of the others, how many there are
     */
    public Future<Optional<ObjectNode>> explain(RequestId request, int mostItems) {
        return onAllLoops(calls -> calls.find(request))
                .map(stories -> stories.isEmpty() ? Optional.empty() : Optional.of(explanation(stories, mostItems)));
    }

    /** The newest calls that did not go as they should, each in a line's worth, newest first. */
    public Future<ArrayNode> notable() {
        return onAllLoops(RecentCalls::notable).map(stories -> {
            ArrayNode list = JSON.arrayNode();
            stories.stream()
                    .sorted(Comparator.comparingLong(CallStory::since).reversed())
                    .limit(LISTED)
                    .forEach(story -> list.add(summary(story)));
            return list;
        });
    }

    private Future<List<CallStory>> onAllLoops(Function<RecentCalls, List<CallStory>> ask) {
        List<Future<List<CallStory>>> asked = loops.stream()
                .map(each -> on(each.loop, () -> ask.apply(each.calls)))
                .toList();
        return Future.join(asked)
                .map(all -> all.<List<CallStory>>list().stream()
                        .flatMap(List::stream)
                        .toList());
    }

    private static <T> Future<T> on(Context loop, Supplier<T> ask) {
        Promise<T> answer = Promise.promise();
        loop.runOnContext(_ -> answer.complete(ask.get()));
        return answer.future();
    }

    private ObjectNode summary(CallStory story) {
        ObjectNode line = JSON.objectNode()
                .put("requestId", story.request().toString())
                .put("at", at(story.since()).toString())
                .put("network", story.access().network());
        tell(line, story);
        return line;
    }

    private ObjectNode explanation(List<CallStory> items, int mostItems) {
        CallStory first = items.getFirst();
        ObjectNode request = JSON.objectNode()
                .put("requestId", first.request().toString())
                .put("at", at(first.since()).toString())
                .put("endpointId", first.access().endpoint().value())
                .put("keyId", first.access().key().value())
                .put("network", first.access().network())
                .put("targetId", first.access().target().value());
        ArrayNode told = request.putArray("items");
        if (items.size() > mostItems) request.put("itemsLeftOut", items.size() - mostItems);
        for (CallStory story : items.subList(0, Math.min(mostItems, items.size()))) {
            ObjectNode item = told.addObject().put("item", story.item());
            tell(item, story);
            if (story.sharedWith() != null)
                item.put("sharedWith", story.sharedWith().toString());
            if (story.waitedForHead() > 0)
                item.put("waitedForHeadFromMillis", millis(story.waitedForHead() - story.since()));
            ArrayNode tries = item.putArray("attempts");
            story.tries().forEach(tried -> tell(tries.addObject(), story, tried));
        }
        return request;
    }

    private void tell(ObjectNode item, CallStory story) {
        Method method = story.method();
        Refused refused = story.refused();
        if (method != null) item.put("method", method.name()).put("computeUnits", method.computeUnits());
        item.put("sku", story.sku());
        item.put(
                "outcome",
                story.outcome() == null ? "UNDER_WAY" : story.outcome().name());
        item.put("tookMillis", millis(story.outcome() == null ? nanos.getAsLong() - story.since() : story.tookNanos()));
        if (refused == null && story.isError()) item.put("errorCode", story.nodeErrorCode());
        if (refused != null) item.put("refusal", refused.refusal().name()).put("reason", said(refused));
    }

    private static void tell(ObjectNode attempt, CallStory story, Tried tried) {
        attempt.put("member", tried.member())
                .put("atMillis", millis(tried.since() - story.since()))
                .put("end", tried.end().name())
                .put("tookMillis", millis(tried.tookNanos()));
        if (!tried.reason().isEmpty()) attempt.put("reason", tried.reason());
        ArrayNode candidates = attempt.putArray("candidates");
        for (Candidate candidate : tried.candidates()) {
            ObjectNode each =
                    candidates.addObject().put("member", candidate.name()).put("inFlight", candidate.inFlight());
            if (candidate.head() >= 0) each.put("head", candidate.head());
            if (!candidate.unusable().isEmpty()) each.put("unusable", candidate.unusable());
            if (!candidate.full().isEmpty()) each.put("full", candidate.full());
        }
    }

    private static String said(Refused refused) {
        return refused.data() == null ? refused.message() : refused.message() + " " + refused.data();
    }

    private Instant at(long since) {
        return clock.instant().minusNanos(nanos.getAsLong() - since);
    }

    private static double millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI * 1e3) / 1e3;
    }
}
