package dev.berth.proxy.insight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.contract.v1.CallExplanation;
import dev.berth.contract.v1.CallQuestion;
import dev.berth.contract.v1.InsightAsked;
import dev.berth.contract.v1.InsightGrpc;
import dev.berth.contract.v1.InsightHello;
import dev.berth.contract.v1.InsightTold;
import dev.berth.contract.v1.Tallies;
import dev.berth.proxy.explain.Explanations;
import dev.berth.proxy.explain.RequestId;
import dev.berth.proxy.link.Backoff;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.link.StepThread;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the control plane what calls came to, an interval after the other, and answers what it asks about single calls. An interval
 * that finds nobody who listens is dropped; questions are answered at a pace of their own, so that they take nothing from calls.
 */
public final class TellInsight implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TellInsight.class);
    private static final Duration TICK = Duration.ofSeconds(10);
    private static final int SILENT_TICKS = 3;
    private static final int ITEMS_EXPLAINED = 100;
    private static final long BETWEEN_ANSWERS = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_QUEUE = Duration.ofSeconds(2).toNanos();

    private final InsightGrpc.InsightStub controlPlane;
    private final ProxyId proxy;
    private final AllTallies tallies;
    private final Explanations explanations;
    private final Counter lost;
    private final LongSupplier nanos;
    private final StepThread thread = new StepThread("insight");
    private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10), new Random());
    private @Nullable Stream stream;
    private long nextAnswer;
    private boolean outage;
    private boolean closed;

    private TellInsight(
            Channel channel,
            ProxyId proxy,
            AllTallies tallies,
            Explanations explanations,
            MeterRegistry metrics,
            LongSupplier nanos) {
        this.controlPlane = InsightGrpc.newStub(channel);
        this.proxy = proxy;
        this.tallies = tallies;
        this.explanations = explanations;
        this.nanos = nanos;
        this.nextAnswer = nanos.getAsLong();
        this.lost = Counter.builder("berth_proxy_untold_items")
                .description("Items whose time the control plane was not told")
                .register(metrics);
    }

    public static TellInsight start(
            Channel channel,
            ProxyId proxy,
            AllTallies tallies,
            Explanations explanations,
            MeterRegistry metrics,
            LongSupplier nanos) {
        return start(channel, proxy, tallies, explanations, metrics, nanos, TICK);
    }

    /** Tells of an interval once a tick. */
    static TellInsight start(
            Channel channel,
            ProxyId proxy,
            AllTallies tallies,
            Explanations explanations,
            MeterRegistry metrics,
            LongSupplier nanos,
            Duration tick) {
        var tell = new TellInsight(channel, proxy, tallies, explanations, metrics, nanos);
        tell.thread.next(tell::connect);
        tell.thread.every(tick, tell::tick);
        return tell;
    }

    private void connect() {
        if (closed) return;
        var opened = new Stream();
        stream = opened;
        controlPlane.tell(opened);
        opened.send(InsightTold.newBuilder()
                .setHello(InsightHello.newBuilder().setProxyId(proxy.toString()))
                .build());
    }

    /** A step that fails must not end those that come after. */
    private void tick() {
        try {
            take();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("times and errors of calls could not be told");
        }
    }

    private void take() {
        Stream present = stream;
        if (present != null && present.silentTicks++ >= SILENT_TICKS) present.cancel("nothing heard");
        tallies.take().onSuccess(taken -> thread.next(() -> tell(taken)));
    }

    private void tell(List<LoopTallies.Taken> taken) {
        long unfit = taken.stream().mapToLong(LoopTallies.Taken::leftOut).sum();
        Stream present = stream;
        if (present == null || !present.isReady()) {
            lost.increment((double) AllTallies.items(taken));
            return;
        }
        lost.increment((double) unfit);
        for (Tallies message : AllTallies.messages(taken, nanos.getAsLong()))
            present.send(InsightTold.newBuilder().setTallies(message).build());
    }

    /** In its turn; a question that would wait too long gets no answer. */
    private void asked(Stream by, CallQuestion question) {
        long now = nanos.getAsLong();
        long turn = Math.max(now, nextAnswer);
        if (turn - now > LONGEST_QUEUE) return;
        nextAnswer = turn + BETWEEN_ANSWERS;
        thread.after(
                Duration.ofNanos(turn - now),
                () -> explanations
                        .explain(new RequestId(question.getRequestId()), ITEMS_EXPLAINED)
                        .onSuccess(known -> thread.next(() -> by.send(
                                answer(question, known.map(ObjectNode::toString).orElse(""))))));
    }

    private static InsightTold answer(CallQuestion question, String json) {
        return InsightTold.newBuilder()
                .setExplanation(CallExplanation.newBuilder()
                        .setNumber(question.getNumber())
                        .setJson(json))
                .build();
    }

    private void broken(Stream by, @Nullable Throwable why) {
        if (stream != by) return;
        stream = null;
        thread.after(backoff.next(), this::connect);
        if (!outage) log.atWarn().addKeyValue("why", String.valueOf(why)).log("times and errors of calls are not told");
        outage = true;
    }

    private void heard(Stream by, InsightAsked said) {
        if (stream != by) return;
        by.silentTicks = 0;
        backoff.reset();
        if (outage) log.atInfo().log("times and errors of calls are told again");
        outage = false;
        if (said.hasQuestion()) asked(by, said.getQuestion());
    }

    @Override
    public void close() {
        thread.last(() -> {
            closed = true;
            Stream last = stream;
            stream = null;
            if (last != null) last.cancel("the proxy stops");
        });
    }

    /** One try; what comes for an earlier one is not heard. */
    private final class Stream implements ClientResponseObserver<InsightTold, InsightAsked> {
        private @Nullable ClientCallStreamObserver<InsightTold> requests;
        private boolean over;
        private int silentTicks;

        @Override
        public void beforeStart(ClientCallStreamObserver<InsightTold> toControlPlane) {
            requests = toControlPlane;
        }

        boolean isReady() {
            return requests != null && requests.isReady();
        }

        void send(InsightTold told) {
            if (requests != null && !over) requests.onNext(told);
        }

        void cancel(String why) {
            over = true;
            if (requests != null) requests.cancel(why, null);
        }

        @Override
        public void onNext(InsightAsked said) {
            thread.next(() -> heard(this, said));
        }

        @Override
        public void onError(Throwable why) {
            thread.next(() -> {
                over = true;
                broken(this, why);
            });
        }

        @Override
        public void onCompleted() {
            thread.next(() -> {
                over = true;
                broken(this, null);
            });
        }
    }
}
