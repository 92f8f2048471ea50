package dev.berth.proxy.relay;

import dev.berth.contract.v1.Outcome;
import dev.berth.contract.v1.Refusal;
import dev.berth.proxy.access.Access;
import dev.berth.proxy.access.Allowlists;
import dev.berth.proxy.access.Gatekeeper;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.Explanations;
import dev.berth.proxy.explain.RecentCalls;
import dev.berth.proxy.explain.RequestId;
import dev.berth.proxy.insight.AllTallies;
import dev.berth.proxy.insight.LoopTallies;
import dev.berth.proxy.jsonrpc.Body;
import dev.berth.proxy.jsonrpc.Dialect;
import dev.berth.proxy.jsonrpc.Item;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.jsonrpc.RequestScan;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.limit.CallLimits;
import dev.berth.proxy.limit.OverLimit;
import dev.berth.proxy.meter.Meter;
import dev.berth.proxy.method.Method;
import dev.berth.proxy.relay.Admission.Admitted;
import dev.berth.proxy.route.Network;
import dev.berth.proxy.upstream.Alarms;
import dev.berth.proxy.upstream.LiveTarget;
import dev.berth.proxy.upstream.Members;
import dev.berth.proxy.upstream.Room;
import dev.berth.proxy.upstream.UpstreamClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's call from its key to its answer: access, scan, method policy, limit, attempts at members, meter, answer. One
 * relay per event loop; what it looks up is an immutable snapshot or an atomic cell, and nothing on the way blocks.
 */
public final class Relay {
    private static final int BATCH_WIDTH = 32;
    private static final int HELD_OF_ONE_ANSWER = 1 << 20;
    private static final int MOST_WAITING = 1_000;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final byte[] NOTHING = {};

    private final RelayLimits limits;
    private final Gatekeeper gatekeeper;
    private final CallLimits callLimits;
    private final Members members;
    private final RelayMetrics metrics;
    private final RecentCalls recent;
    private final SplittableRandom ids = new SplittableRandom();
    private final LongSupplier nanos;
    private final Counting counting;
    private final OnLoop loop;
    private final Broadcast broadcast;
    private final SharedReads sharedReads = new SharedReads();
    private long nextId = 1;
    private int waiting;

    public Relay(
            Vertx vertx,
            RelayLimits limits,
            Gatekeeper gatekeeper,
            CallLimits callLimits,
            Members members,
            Meter meter,
            RelayMetrics metrics,
            Explanations explanations,
            AllTallies tallies,
            Consumer<CallStory> traces,
            LongSupplier nanos) {
        this.limits = limits;
        this.gatekeeper = gatekeeper;
        this.callLimits = callLimits;
        this.members = members;
        this.metrics = metrics;
        this.nanos = nanos;
        this.recent = explanations.ofLoop(vertx);
        Consumer<CallStory> told = metrics;
        LoopTallies ofLoop = tallies.ofLoop(vertx, recent::keep);
        this.counting =
                new Counting(meter, told.andThen(recent::ended).andThen(ofLoop).andThen(traces), nanos);
        var client = new UpstreamClient(vertx, HELD_OF_ONE_ANSWER);
        this.loop = new OnLoop(vertx, client, new Alarms(vertx, nanos), new HedgeBudget(), new WaitingRoom(), nanos);
        this.broadcast = new Broadcast(vertx, client, nanos);
    }

    /** What the key opens. */
    public Admission admit(Caller caller) {
        return switch (gatekeeper.judge(caller.key(), caller.token(), caller.address())) {
            case Gatekeeper.Opens(Access access) ->
                Admitted.of(
                        access,
                        members.find(access.target()),
                        caller,
                        new RequestId(ids.nextLong()),
                        nanos.getAsLong());
            case Gatekeeper.TooStale _ -> new Admission.TurnedAway(Refused.of(Refusal.NOT_READY));
            case Gatekeeper.Unknown _ -> {
                metrics.countUnknownKey();
                yield new Admission.TurnedAway(Refused.of(Refusal.UNKNOWN_KEY));
            }
            case Gatekeeper.TooManyRefused _ -> {
                metrics.countUnverifiedToken();
                yield new Admission.TurnedAway(Refused.of(Refusal.TOO_MANY_TOKENS));
            }
        };
    }

    /** Relays a body to the end. When the future completes, everything in it has been counted. */
    public Future<Response> relay(Admitted caller, byte[] body) {
        LiveTarget target = caller.target();
        if (target == null) {
            return Future.succeededFuture(
                    counting.whole(caller, Outcome.FAILED, body.length, Refused.of(Refusal.NOT_READY)));
        }
        long deadline = nanos.getAsLong() + limits.deadline().toNanos();
        return switch (RequestScan.of(body, caller.access().batchLimit(limits.batchItems()))) {
            case Body.Single(Item item) ->
                settle(caller, target, item, begun(caller, 0), Room.flowingBeyond(HELD_OF_ONE_ANSWER), deadline)
                        .map(settled -> counting.single(caller, settled, body.length));
            case Body.Batch(List<Item> items) -> batch(caller, target, items, deadline);
            case Body.BatchTooLarge(Item first) ->
                Future.succeededFuture(counting.batchTooLarge(caller, first, body.length));
            case Body.EmptyBatch _ -> invalid(caller, body, Refused.of(Refusal.EMPTY_BATCH));
            case Body.TooDeep(int at) -> invalid(caller, body, Refused.of(Refusal.TOO_DEEP, "at byte " + at));
            case Body.Ambiguous(String reason, int at) ->
                invalid(caller, body, Refused.of(Refusal.INVALID_REQUEST, reason + " at byte " + at));
            case Body.Malformed(String reason, int at) ->
                invalid(caller, body, Refused.of(Refusal.PARSE_ERROR, reason + " at byte " + at));
        };
    }

    private Future<Response> batch(Admitted caller, LiveTarget target, List<Item> items, long deadline) {
        var room = Room.of(limits.batchAnswerBytes());
        return Window.run(
                        items,
                        BATCH_WIDTH,
                        (item, at) -> settle(caller, target, item, begun(caller, at), room, deadline))
                .map(settled -> counting.batch(caller, settled, limits.batchAnswerBytes()));
    }

    /** A valid key sent something that cannot even be scanned: too long, or of another type. */
    public Response refuse(Admitted caller, int bytesIn, Refused refused) {
        return counting.whole(caller, Outcome.INVALID, bytesIn, refused);
    }

    /** Something broke that should not have: the call is counted as a fault of Berth's own. */
    public Response fail(Admitted caller, int bytesIn) {
        return counting.whole(caller, Outcome.FAILED, bytesIn, Refused.of(Refusal.UPSTREAM_FAULT, "the proxy failed"));
    }

    private Future<Response> invalid(Admitted caller, byte[] body, Refused refused) {
        return Future.succeededFuture(refuse(caller, body.length, refused));
    }

    private CallStory begun(Admitted caller, int item) {
        CallStory story = caller.story(item);
        recent.began(story);
        return story;
    }

    /** What becomes of one item: judged, and if nothing speaks against it, put to a member. */
    private Future<Settled> settle(
            Admitted caller, LiveTarget target, Item item, CallStory story, Room room, long deadline) {
        Network network = target.target().network();
        Dialect dialect = network.methods().dialect();
        if (!(item instanceof Item.Call call)) {
            return refused(story, Outcome.INVALID, dialect, item, Refused.of(Refusal.INVALID_REQUEST));
        }
        Refused fault = dialect.fault(call);
        if (fault != null) return refused(story, Outcome.INVALID, dialect, item, fault);
        Method method = network.methods().find(call.method());
        if (method == null) {
            return refused(story, Outcome.REFUSED, dialect, item, Refused.of(Refusal.METHOD_NOT_FOUND));
        }
        story.asks(method);
        Refused forbidden = forbidden(caller, target, method, call);
        if (forbidden == null && room.isFull()) forbidden = Refused.of(Refusal.RESPONSE_TOO_LARGE);
        if (forbidden != null) return refused(story, Outcome.REFUSED, dialect, item, forbidden);
        OverLimit over = overLimit(caller.access(), method);
        if (over != null) {
            if (mayHearOfMore(over, deadline)) return later(() -> settle(caller, target, item, story, room, deadline));
            return refused(story, Outcome.REFUSED, dialect, item, Refused.overLimit(over));
        }
        return sharedReads
                .ask(
                        target,
                        method,
                        call,
                        room,
                        story,
                        () -> attempt(caller, target, method, call, room, story, deadline))
                .map(ending -> settled(dialect, story, call, ending));
    }

    private static @Nullable Refused forbidden(Admitted caller, LiveTarget target, Method method, Item.Call call) {
        if (method.refused()) return Refused.of(Refusal.METHOD_NOT_FOUND, method.refusalHint());
        if (method.deniedOnShared() && target.target().shared()) {
            return Refused.of(Refusal.METHOD_NOT_FOUND, "it is for dedicated nodes only");
        }
        if (caller.barred() != null) return caller.barred();
        Refused beyondClaims = caller.beyondClaims(method, call);
        if (beyondClaims != null) return beyondClaims;
        Allowlists lists = caller.access().lists();
        Refused forbidden = lists.methods().allow(call.method()) ? null : caller.refuse(Refusal.METHOD_NOT_ALLOWED);
        if (forbidden != null || method.contract() == null || lists.contracts().isEmpty()) return forbidden;
        boolean allowed = lists.allowContracts(method.contract().in(call.params()));
        return allowed ? null : caller.refuse(Refusal.CONTRACT_NOT_ALLOWED);
    }

    private @Nullable OverLimit overLimit(Access access, Method method) {
        return callLimits.take(
                access.endpoint().value(),
                access.allowance(),
                access.key().value(),
                access.ofKey(),
                access.ofHolder(),
                method.computeUnits(),
                nanos.getAsLong());
    }

    /** A piece of a day's limit is asked for when there is none, and comes at once or not at all: some calls may wait for it. */
    private boolean mayHearOfMore(OverLimit over, long deadline) {
        long begun = deadline - limits.deadline().toNanos();
        return !over.isKnown() && waiting < MOST_WAITING && nanos.getAsLong() - begun < LONGEST_WAIT_NANOS;
    }

    private Future<Settled> later(Supplier<Future<Settled>> again) {
        waiting++;
        return loop.vertx().timer(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS).compose(_ -> {
            waiting--;
            return again.get();
        });
    }

    private Future<Ending> attempt(
            Admitted caller,
            LiveTarget target,
            Method method,
            Item.Call call,
            Room room,
            CallStory story,
            long deadline) {
        loop.hedges().earn();
        Network network = target.target().network();
        var question = Question.of(network.methods().dialect(), method, call, room, nextId++);
        var share =
                target.target().shared() ? target.shares().of(caller.access().tenant()) : null;
        Future<Ending> ending = new Attempts(loop, target, share, question, story, deadline).make();
        return method.write() || method.broadcast() ? ending.compose(how -> written(target, question, how)) : ending;
    }

    /** Before its caller hears of a write, it is seen to be one, and told to the others if it is for all. */
    private Future<Ending> written(LiveTarget target, Question question, Ending ending) {
        boolean toBeTold = question.method().broadcast() && target.target().replicated();
        Future<Ending> told = toBeTold && ending instanceof Ending.WithResult with
                ? broadcast.tell(target, with.member(), question.request()).map(ending)
                : Future.succeededFuture(ending);
        return told.onSuccess(_ -> target.writes().incrementAndGet());
    }

    private static Settled settled(Dialect dialect, CallStory story, Item.Call call, Ending ending) {
        return switch (ending) {
            case Ending.WithResult with ->
                answered(dialect, story, call, dialect.answer(call.id(), with.result()), with.status());
            case Ending.WithFailure with -> {
                story.nodeErred(with.failure().code(), dialect.status(with.status()));
                yield answered(dialect, story, call, dialect.answer(call.id(), with.failure()), with.status());
            }
            case Ending.Flowing flowing -> flowing(dialect, story, call, flowing);
            case Ending.TooLong _ ->
                Settled.refused(story, Outcome.REFUSED, dialect, call, Refused.of(Refusal.RESPONSE_TOO_LARGE));
            case Ending.OverShare(int callsAtOnce) ->
                Settled.refused(story, Outcome.REFUSED, dialect, call, Refused.overShare(callsAtOnce));
            case Ending.NoSuchBlock(long best) -> {
                var why = Refused.of(Refusal.BLOCK_NOT_THERE, Long.toString(best));
                yield Settled.refused(story, Outcome.REFUSED, dialect, call, why);
            }
            case Ending.Nobody(var reasons) -> failed(dialect, story, call, Refused.noNode(reasons));
            case Ending.Faulty(String reason) ->
                failed(dialect, story, call, Refused.of(Refusal.UPSTREAM_FAULT, reason));
            case Ending.Late _ -> failed(dialect, story, call, Refused.of(Refusal.DEADLINE_EXCEEDED));
        };
    }

    private static Settled answered(Dialect dialect, CallStory story, Item.Call call, byte[] answer, int nodeStatus) {
        byte[] heard = dialect.isNotification(call) ? NOTHING : answer;
        return new Settled(
                story, Outcome.ANSWERED, call.bytes(), call.id(), heard, dialect.status(nodeStatus), null, null);
    }

    private static Settled flowing(Dialect dialect, CallStory story, Item.Call call, Ending.Flowing flowing) {
        if (dialect.isNotification(call)) {
            flowing.rest().end();
            return answered(dialect, story, call, NOTHING, flowing.status());
        }
        Slice begun = flowing.begun();
        byte[] before = dialect.beforeResult(call.id());
        byte[] head = Arrays.copyOf(before, before.length + begun.length());
        System.arraycopy(begun.text(), begun.from(), head, before.length, begun.length());
        var rest = new LongAnswer(flowing.scan(), flowing.rest(), dialect.afterResult(call.id()));
        return new Settled(
                story, Outcome.ANSWERED, call.bytes(), call.id(), head, dialect.status(flowing.status()), null, rest);
    }

    private static Settled failed(Dialect dialect, CallStory story, Item.Call call, Refused refused) {
        return Settled.refused(story, Outcome.FAILED, dialect, call, refused);
    }

    private static Future<Settled> refused(
            CallStory story, Outcome outcome, Dialect dialect, Item item, Refused refused) {
        return Future.succeededFuture(Settled.refused(story, outcome, dialect, item, refused));
    }
}
