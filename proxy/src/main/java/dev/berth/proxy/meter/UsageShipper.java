package dev.berth.proxy.meter;

import dev.berth.contract.v1.Cells;
import dev.berth.contract.v1.EpochState;
import dev.berth.contract.v1.IntakeState;
import dev.berth.contract.v1.ShipperHello;
import dev.berth.contract.v1.UsageAnswer;
import dev.berth.contract.v1.UsageGrpc;
import dev.berth.contract.v1.UsageReport;
import dev.berth.proxy.link.Backoff;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.link.StepThread;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the meter counted to the control plane, in this process and in earlier ones, until it is acknowledged; for as
 * long as that takes. One thread does everything; what it has to say is kept by an {@link Outbox} per epoch.
 */
public final class UsageShipper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UsageShipper.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final int STUCK_TICKS = 8;
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final UsageGrpc.UsageStub usage;
    private final ProxyId proxy;
    private final EpochShelf shelf;
    private final InstantSource clock;
    private final Duration tick;
    private final StepThread thread = new StepThread("usage-shipper");
    private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10), new Random());
    private final CountDownLatch ended = new CountDownLatch(1);

    private @Nullable Stream stream;
    private boolean resting;
    private int ticksWithoutAnswer;
    private boolean ending;
    private boolean outage;
    private volatile Instant acknowledgedUntil;

    private UsageShipper(Channel channel, ProxyId proxy, EpochShelf shelf, InstantSource clock, Duration tick) {
        this.usage = UsageGrpc.newStub(channel);
        this.proxy = proxy;
        this.shelf = shelf;
        this.clock = clock;
        this.tick = tick;
        this.acknowledgedUntil = clock.instant();
    }

    /** Every call that this process answered before this is acknowledged by the control plane. */
    public Instant acknowledgedUntil() {
        return acknowledgedUntil;
    }

    public static UsageShipper start(
            Channel channel, ProxyId proxy, MappedMeter meter, MeterFolder folder, InstantSource clock)
            throws IOException {
        return start(channel, proxy, meter, folder, clock, TICK);
    }

    /** Speaks up once a tick. */
    static UsageShipper start(
            Channel channel, ProxyId proxy, MappedMeter meter, MeterFolder folder, InstantSource clock, Duration tick)
            throws IOException {
        var shipper = new UsageShipper(channel, proxy, EpochShelf.open(meter, folder), clock, tick);
        shipper.thread.every(tick, shipper::tick);
        return shipper;
    }

    private void tick() {
        guarded(() -> {
            shelf.collect(clock.instant(), ending);
            Stream present = stream;
            if (present == null) {
                connect();
            } else if (ticksWithoutAnswer++ > STUCK_TICKS) {
                present.cancel("no answer for " + tick.multipliedBy(STUCK_TICKS).toSeconds() + " s");
            } else {
                pump();
            }
        });
    }

    private void connect() {
        if (stream != null || resting || !shelf.isRecovered()) return;
        var opened = new Stream();
        stream = opened;
        ticksWithoutAnswer = 0;
        usage.ship(opened);
        var hello = ShipperHello.newBuilder().setProxyId(proxy.toString());
        for (Outbox outbox : shelf.all().reversed())
            hello.addEpochs(outbox.epoch().bytes());
        opened.send(UsageReport.newBuilder().setHello(hello).build());
    }

    private void pump() throws IOException {
        Stream present = stream;
        if (present == null || !present.greeted) return;
        for (Outbox outbox : shelf.all()) {
            for (Optional<Cells> next = outbox.next(); next.isPresent(); next = outbox.next()) {
                present.send(UsageReport.newBuilder().setCells(next.get()).build());
            }
        }
        if (!shelf.isWaiting()) ticksWithoutAnswer = 0;
        if (ending && shelf.isLiveSettled()) ended.countDown();
    }

    private void greeted(Stream by, IntakeState state) throws IOException {
        for (Outbox outbox : shelf.all()) {
            EpochState known = state.getEpochsList().stream()
                    .filter(epoch -> epoch.getEpoch().equals(outbox.epoch().bytes()))
                    .findFirst()
                    .orElse(EpochState.getDefaultInstance());
            outbox.connected(state.getIncarnation(), known.getLastSeq(), known.getFinal(), shelf.liveCells(outbox));
        }
        by.greeted = true;
        backoff.reset();
        if (outage) log.atInfo().log("usage is being shipped again");
        outage = false;
    }

    private void broken(Stream by, @Nullable Throwable why) {
        if (stream != by) return;
        stream = null;
        shelf.all().forEach(Outbox::lost);
        resting = true;
        thread.after(backoff.next(), () -> {
            resting = false;
            guarded(this::connect);
        });
        if (ending) ended.countDown();
        if (!outage) log.atWarn().addKeyValue("why", String.valueOf(why)).log("usage is not being shipped");
        outage = true;
    }

    /** Says the last of this epoch, when the control plane is there; otherwise the next process does. */
    @Override
    public void close() {
        thread.next(() -> {
            ending = true;
            tick();
            if (stream == null) ended.countDown();
        });
        try {
            var _ = ended.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.last(() -> {
            Stream last = stream;
            stream = null;
            if (last != null) last.cancel("the proxy stops");
            if (!shelf.isLiveSettled()) log.atInfo().log("the next process will ship the end of this epoch");
        });
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            log.atError().setCause(e).log("usage could not be shipped");
            if (stream != null) stream.cancel("the proxy has a problem");
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** One try at shipping; what comes for an earlier one is not heard. */
    private final class Stream implements ClientResponseObserver<UsageReport, UsageAnswer> {
        private @Nullable ClientCallStreamObserver<UsageReport> requests;
        private boolean greeted;

        @Override
        public void beforeStart(ClientCallStreamObserver<UsageReport> toIntake) {
            requests = toIntake;
        }

        void send(UsageReport report) {
            if (requests != null) requests.onNext(report);
        }

        void cancel(String why) {
            if (requests != null) requests.cancel(why, null);
        }

        @Override
        public void onNext(UsageAnswer answer) {
            thread.next(() -> guarded(() -> {
                if (stream != this) return;
                ticksWithoutAnswer = 0;
                switch (answer.getKindCase()) {
                    case STATE -> greeted(this, answer.getState());
                    case ACK -> {
                        shelf.acknowledged(
                                Epoch.of(answer.getAck().getEpoch()),
                                answer.getAck().getSeq());
                        Instant until = Instant.ofEpochSecond(shelf.acknowledgedUntil());
                        if (until.isAfter(acknowledgedUntil)) acknowledgedUntil = until;
                    }
                    case KIND_NOT_SET -> log.atWarn().log("the intake sent an answer of a kind that is not known here");
                }
                pump();
            }));
        }

        @Override
        public void onError(Throwable why) {
            thread.next(() -> broken(this, why));
        }

        @Override
        public void onCompleted() {
            thread.next(() -> broken(this, null));
        }
    }
}
