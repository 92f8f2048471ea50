package dev.berth.proxy;

import dev.berth.proxy.access.AccessHolder;
import dev.berth.proxy.access.Gatekeeper;
import dev.berth.proxy.explain.Explanations;
import dev.berth.proxy.feed.FeedClient;
import dev.berth.proxy.feed.FeedState;
import dev.berth.proxy.feed.Freshness;
import dev.berth.proxy.identity.KeepIdentity;
import dev.berth.proxy.identity.TunnelIdentity;
import dev.berth.proxy.insight.AllTallies;
import dev.berth.proxy.insight.TellInsight;
import dev.berth.proxy.limit.CallLimits;
import dev.berth.proxy.limit.Leases;
import dev.berth.proxy.link.ControlPlaneLink;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.link.ProxyToken;
import dev.berth.proxy.listen.Door;
import dev.berth.proxy.listen.HttpListener;
import dev.berth.proxy.listen.OperatorListener;
import dev.berth.proxy.listen.ServedCertificate;
import dev.berth.proxy.meter.MappedMeter;
import dev.berth.proxy.meter.MeterFolder;
import dev.berth.proxy.meter.UsageShipper;
import dev.berth.proxy.relay.Relay;
import dev.berth.proxy.trace.Traces;
import dev.berth.proxy.upstream.Members;
import dev.berth.proxy.upstream.Probes;
import dev.berth.proxy.upstream.SealingKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy: what it is made of, and in which order it starts. It ends in the reverse order. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);
    private static final int CELLS_PER_SEGMENT = 16_384;

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        ProxyConfig config;
        try {
            config = ProxyConfig.fromEnvironment(System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("The proxy cannot start:\n" + e.getMessage());
            System.exit(2);
            return;
        }
        run(config);
    }

    private static void run(ProxyConfig config) throws IOException, InterruptedException {
        Clock clock = Clock.systemUTC();
        long started = System.nanoTime();
        LongSupplier nanos = () -> System.nanoTime() - started;
        Path state = config.stateDirectory();
        var metrics = new ProxyMetrics();
        var explanations = new Explanations(clock, nanos);
        var tallies = new AllTallies();
        var access = new AccessHolder();
        var callLimits = new CallLimits();
        var leases = new Leases(callLimits, nanos.getAsLong());
        var identity = TunnelIdentity.open(state.resolve("identity"));
        var members = new Members(SealingKey.read(config.sealingKeyFile()), identity, nanos);
        var freshness = Freshness.open(state.resolve("feed"), config.failClosedAfter(), clock);
        var gatekeeper = new Gatekeeper(access, clock, nanos, freshness::isStale);
        var proxy = ProxyId.of(state);
        var door = new Door(
                config.connections(), config.listenSettings().patience(), config.trustedHops(), metrics.registry());
        try (metrics;
                var meters = MeterFolder.open(state.resolve("meter"));
                var meter = MappedMeter.open(meters, clock, CELLS_PER_SEGMENT);
                var feedState = FeedState.open(state.resolve("feed"), access, members);
                var link = ControlPlaneLink.to(config.controlPlane(), token(config));
                var kept = KeepIdentity.start(link.channel(), proxy, identity, clock);
                var shipper = UsageShipper.start(link.channel(), proxy, meter, meters, clock);
                var feed = FeedClient.start(
                        link.channel(), proxy, feedState, freshness, members, members, leases, clock, nanos);
                var insight =
                        TellInsight.start(link.channel(), proxy, tallies, explanations, metrics.registry(), nanos);
                var traces = traces(config, proxy, clock, nanos);
                var loops = new EventLoops(config.eventLoops(), door);
                var certificate = certificate(config, loops, metrics.registry())) {
            loops.startOne(() -> new Probes(members, nanos));
            metrics.show(members);
            metrics.show(freshness, feed, shipper, clock);
            loops.startOne(() -> new OperatorListener(
                    config.operator().port(),
                    metrics::scrape,
                    explanations,
                    () -> members.isPublished() && door.isOpen()));
            loops.startOnEach(() -> new HttpListener(
                    config.listenSettings(),
                    certificate,
                    door,
                    vertx -> new Relay(
                            vertx,
                            config.limits(),
                            gatekeeper,
                            callLimits,
                            members,
                            meter,
                            metrics.relay(),
                            explanations,
                            tallies,
                            traces == null ? _ -> {} : traces,
                            nanos)));
            log.atInfo()
                    .addKeyValue("proxy", proxy)
                    .addKeyValue("listen", config.listen())
                    .log("proxy started");
            untilToldToStop();
            log.atInfo().addKeyValue("proxy", proxy).log("proxy stops");
            door.beginToClose();
            Thread.sleep(config.unreadyBeforeClosing());
        }
    }

    private static @Nullable Traces traces(ProxyConfig config, ProxyId proxy, Clock clock, LongSupplier nanos) {
        return config.traces()
                .map(settings -> Traces.start(settings, proxy, clock, nanos))
                .orElse(null);
    }

    private static ProxyToken token(ProxyConfig config) throws IOException {
        return new ProxyToken(Files.readString(config.tokenFile()).strip());
    }

    private static @Nullable ServedCertificate certificate(ProxyConfig config, EventLoops loops, MeterRegistry metrics)
            throws IOException {
        if (config.tls().isEmpty()) return null;
        return ServedCertificate.open(loops.vertx(), config.tls().get(), metrics);
    }

    /** Returns at SIGTERM or SIGINT; the process then lives until everything is closed. */
    private static void untilToldToStop() throws InterruptedException {
        var told = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            try {
                main.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        told.await();
    }
}
