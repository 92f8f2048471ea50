package dev.berth.proxy.insight;

import dev.berth.contract.v1.EndpointTally;
import dev.berth.contract.v1.Tallies;
import dev.berth.proxy.access.EndpointId;
import dev.berth.proxy.explain.CallStory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The tallies of all event loops, which are taken from each of them on that loop and put together elsewhere. */
public final class AllTallies {
    static final int ENDPOINTS_A_MESSAGE = 1_000;

    private final List<OfLoop> loops = new CopyOnWriteArrayList<>();

    private record OfLoop(Context loop, LoopTallies tallies) {}

    /** Tallies of the event loop that this is called on. */
    public LoopTallies ofLoop(Vertx vertx, Consumer<CallStory> named) {
        var tallies = new LoopTallies(named);
        loops.add(new OfLoop(vertx.getOrCreateContext(), tallies));
        return tallies;
    }

    /** What each event loop has; completes on one of these, where nothing should be made of it. */
    Future<List<LoopTallies.Taken>> take() {
        List<Future<LoopTallies.Taken>> asked =
                loops.stream().map(AllTallies::takeFrom).toList();
        return Future.join(asked).map(all -> all.<LoopTallies.Taken>list());
    }

    private static Future<LoopTallies.Taken> takeFrom(OfLoop from) {
        Promise<LoopTallies.Taken> taken = Promise.promise();
        from.loop.runOnContext(_ -> taken.complete(from.tallies.take()));
        return taken.future();
    }

    /** How many items they tell of, or should. */
    static long items(List<LoopTallies.Taken> taken) {
        long sum = 0;
        for (LoopTallies.Taken each : taken) {
            sum += each.leftOut();
            for (OfEndpoint its : each.endpoints().values()) sum += its.items();
        }
        return sum;
    }

    /** The same to be told, at least one message, of a bounded length each. */
    static List<Tallies> messages(List<LoopTallies.Taken> taken, long now) {
        var together = new HashMap<EndpointId, List<OfEndpoint>>();
        for (LoopTallies.Taken each : taken)
            each.endpoints()
                    .forEach((id, its) ->
                            together.computeIfAbsent(id, _ -> new ArrayList<>()).add(its));
        var messages = new ArrayList<Tallies>();
        var message = Tallies.newBuilder();
        for (Map.Entry<EndpointId, List<OfEndpoint>> entry : together.entrySet()) {
            message.addEndpoints(endpoint(entry.getKey(), entry.getValue(), now));
            if (message.getEndpointsCount() == ENDPOINTS_A_MESSAGE) {
                messages.add(message.build());
                message.clear();
            }
        }
        if (messages.isEmpty() || message.getEndpointsCount() > 0) messages.add(message.build());
        return messages;
    }

    private static EndpointTally endpoint(EndpointId id, List<OfEndpoint> onLoops, long now) {
        var message = EndpointTally.newBuilder().setEndpointId(id.value());
        OfEndpoint sum = onLoops.getFirst();
        for (OfEndpoint other : onLoops.subList(1, onLoops.size())) sum.addTimes(other);
        sum.putTimes(message);
        for (OfEndpoint each : onLoops) each.putErrors(message, now);
        return message.build();
    }
}
