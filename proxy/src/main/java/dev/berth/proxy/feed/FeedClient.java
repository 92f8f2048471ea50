package dev.berth.proxy.feed;

import dev.berth.contract.v1.Applied;
import dev.berth.contract.v1.FeedGrpc;
import dev.berth.contract.v1.FeedRequest;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Observed;
import dev.berth.proxy.limit.Leases;
import dev.berth.proxy.link.Backoff;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.link.StepThread;
import dev.berth.proxy.upstream.SharedHeads;
import dev.berth.proxy.upstream.UpstreamReports;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the control plane's feed, says what it has applied, and reports what was seen of upstreams; when the stream
 * breaks or falls silent, another is opened. One thread applies updates in order; a denial is in force before its turn.
 */
public final class FeedClient implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FeedClient.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final Duration HEADS_TICK = Duration.ofMillis(50);
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final int UPDATES_AHEAD = 8;

    private final FeedGrpc.FeedStub feed;
    private final ProxyId proxy;
    private final FeedState state;
    private final Freshness freshness;
    private final UpstreamReports upstreams;
    private final HeadExchange heads;
    private final Leases leases;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final StepThread thread = new StepThread("feed");
    private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), new Random());

    private @Nullable Stream stream;
    private boolean outage;
    private volatile FeedVersions applied = FeedVersions.getDefaultInstance();
    private volatile FeedVersions newest = FeedVersions.getDefaultInstance();

    private FeedClient(
            Channel channel,
            ProxyId proxy,
            FeedState state,
            Freshness freshness,
            UpstreamReports upstreams,
            SharedHeads heads,
            Leases leases,
            InstantSource clock,
            LongSupplier nanos) {
        this.feed = FeedGrpc.newStub(channel);
        this.proxy = proxy;
        this.state = state;
        this.freshness = freshness;
        this.upstreams = upstreams;
        this.heads = new HeadExchange(heads);
        this.leases = leases;
        this.clock = clock;
        this.nanos = nanos;
    }

    public static FeedClient start(
            Channel channel,
            ProxyId proxy,
            FeedState state,
            Freshness freshness,
            UpstreamReports upstreams,
            SharedHeads heads,
            Leases leases,
            InstantSource clock,
            LongSupplier nanos) {
        var client = new FeedClient(channel, proxy, state, freshness, upstreams, heads, leases, clock, nanos);
        client.thread.next(client::connect);
        client.thread.every(TICK, client::tick);
        client.thread.every(HEADS_TICK, client::tellHeads);
        leases.heardOf(state.proxies(), nanos.getAsLong());
        leases.whenShort(() -> client.thread.next(client::demand));
        client.thread.every(Leases.ROUND, client::demand);
        return client;
    }

    /** What is in force here, as the control plane was last told; zeros: nothing was said yet. */
    public FeedVersions applied() {
        return applied;
    }

    /** What the control plane has, as it last said; zeros: it said nothing yet. */
    public FeedVersions newest() {
        return newest;
    }

    private void connect() {
        guarded(() -> {
            var opened = new Stream();
            stream = opened;
            feed.follow(opened);
            opened.send(FeedRequest.newBuilder().setHello(state.hello(proxy)).build());
        });
    }

    private void tick() {
        guarded(() -> {
            freshness.keep();
            Stream present = stream;
            if (present == null) return;
            Instant now = clock.instant();
            if (present.heardAt.isAfter(now)) present.heardAt = now; // the clock went back
            if (present.heardAt.plus(SILENCE).isBefore(now)) {
                present.cancel("nothing heard for " + SILENCE.toSeconds() + " s");
            } else if (present.welcomed) {
                acknowledge(present);
                present.send(FeedRequest.newBuilder()
                        .setObserved(Observed.newBuilder().addAllUpstreams(upstreams.now()))
                        .build());
            }
        });
    }

    /** Tells what is asked of limits, while somebody listens and there is something to tell. */
    private void demand() {
        guarded(() -> {
            Stream present = stream;
            if (present == null || !present.welcomed) return;
            leases.demand(nanos.getAsLong())
                    .ifPresent(demand -> present.send(
                            FeedRequest.newBuilder().setDemand(demand).build()));
        });
    }

    private void tellHeads() {
        guarded(() -> {
            Stream present = stream;
            if (present != null && present.welcomed) heads.news().forEach(present::send);
        });
    }

    private void apply(Stream from, FeedUpdate update) throws IOException {
        if (stream != from) return;
        if (update.hasWelcome()) {
            from.welcomed = true;
            leases.begin();
            heads.begin();
            backoff.reset();
            if (outage) log.atInfo().log("feed is followed again");
            outage = false;
        }
        if (update.hasHeartbeat()) newest = update.getHeartbeat().getCurrent();
        if (update.hasShares()) leases.hear(update.getShares(), nanos.getAsLong());
        if (state.apply(update)) acknowledge(from);
        leases.heardOf(state.proxies(), nanos.getAsLong());
        from.more();
    }

    private void acknowledge(Stream to) {
        applied = state.versions();
        to.send(FeedRequest.newBuilder()
                .setApplied(Applied.newBuilder().setVersions(applied))
                .build());
    }

    private void broken(Stream by, @Nullable Throwable why) {
        if (stream != by) return;
        stream = null;
        if (!outage)
            log.atWarn().addKeyValue("why", String.valueOf(why)).log("feed is lost, serving from what was heard");
        outage = true;
        thread.after(backoff.next(), this::connect);
    }

    @Override
    public void close() {
        thread.last(() -> {
            Stream last = stream;
            stream = null;
            if (last != null) last.sayGoodbye();
        });
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            log.atError().setCause(e).log("feed could not be followed");
            if (stream != null) stream.cancel("the proxy has a problem");
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** One try at following; what comes for an earlier one is not heard. */
    private final class Stream implements ClientResponseObserver<FeedRequest, FeedUpdate> {
        private @Nullable ClientCallStreamObserver<FeedRequest> requests;
        private volatile Instant heardAt = clock.instant();
        private final CountDownLatch ended = new CountDownLatch(1);
        private boolean welcomed;

        @Override
        public void beforeStart(ClientCallStreamObserver<FeedRequest> toControlPlane) {
            toControlPlane.disableAutoRequestWithInitial(UPDATES_AHEAD);
            requests = toControlPlane;
        }

        void send(FeedRequest request) {
            if (requests != null) requests.onNext(request);
        }

        void more() {
            if (requests != null) requests.request(1);
        }

        /** Gives back what was not used of limits, and waits a moment for the control plane to have heard. */
        void sayGoodbye() {
            if (requests == null || !welcomed) {
                cancel("the proxy stops");
                return;
            }
            leases.last(nanos.getAsLong())
                    .ifPresent(demand ->
                            send(FeedRequest.newBuilder().setDemand(demand).build()));
            requests.onCompleted();
            try {
                if (!ended.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) cancel("the proxy stops");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void cancel(String why) {
            if (requests != null) requests.cancel(why, null);
        }

        @Override
        public void onNext(FeedUpdate update) {
            heardAt = clock.instant();
            freshness.heard();
            if (update.hasDenied()) state.denyAtOnce(update.getDenied());
            if (update.hasHeads()) heads.heard(update.getHeads());
            thread.next(() -> guarded(() -> apply(this, update)));
        }

        @Override
        public void onError(Throwable why) {
            ended.countDown();
            thread.next(() -> broken(this, why));
        }

        @Override
        public void onCompleted() {
            ended.countDown();
            thread.next(() -> broken(this, null));
        }
    }
}
