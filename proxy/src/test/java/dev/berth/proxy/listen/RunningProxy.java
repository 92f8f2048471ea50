package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.Limits;
import dev.berth.proxy.access.AccessHolder;
import dev.berth.proxy.access.Gatekeeper;
import dev.berth.proxy.access.SourceRanges;
import dev.berth.proxy.access.TestKey;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.Explanations;
import dev.berth.proxy.insight.AllTallies;
import dev.berth.proxy.limit.CallLimits;
import dev.berth.proxy.relay.Relay;
import dev.berth.proxy.relay.RelayLimits;
import dev.berth.proxy.relay.RelayMetrics;
import dev.berth.proxy.route.RoutingTable;
import dev.berth.proxy.upstream.Members;
import dev.berth.proxy.upstream.Probes;
import dev.berth.proxy.upstream.SealingKey;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A proxy on an ephemeral port with nodes behind it, for tests that look at it from outside. */
final class RunningProxy implements AutoCloseable {
    static final TestKey SHARED = new TestKey(1);
    static final TestKey DEDICATED = new TestKey(2);
    static final TestKey BITCOIN = new TestKey(3);
    static final TestKey NOWHERE = new TestKey(4);

    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final long started = System.nanoTime();
    final LongSupplier nanos = System::nanoTime;
    final CountingMeter meter = new CountingMeter();
    final AccessHolder access = new AccessHolder();
    final Members members = new Members(sealingKey(), () -> null, System::nanoTime);
    final RelayMetrics metrics = new RelayMetrics(registry);
    final Explanations explanations;
    final AllTallies tallies = new AllTallies();

    /** Hears each story when it has ended. */
    volatile Consumer<CallStory> told = _ -> {};

    final Stalls stalls = new Stalls();
    final Door door;
    private final Vertx vertx;
    private final HttpClient http;
    private final HttpListener listener;
    private final @Nullable ServedCertificate certificate;
    private final OperatorListener operator;
    private final List<ScriptedNode> nodes = new ArrayList<>();
    private long version;

    RunningProxy() {
        this(RelayLimits.DEFAULT);
    }

    /** @param trustedHops whose X-Forwarded-For is believed */
    RunningProxy(SourceRanges trustedHops) {
        this(trustedHops, ConnectionLimits.DEFAULT);
    }

    RunningProxy(SourceRanges trustedHops, ConnectionLimits connections) {
        this(RelayLimits.DEFAULT, HttpClient.Version.HTTP_1_1, trustedHops, connections, Patience.DEFAULT, null);
    }

    RunningProxy(Patience patience) {
        this(RelayLimits.DEFAULT, patience, null);
    }

    RunningProxy(RelayLimits limits, Patience patience) {
        this(limits, patience, null);
    }

    /** One that speaks TLS. */
    RunningProxy(CertificateFiles tls, Patience patience) {
        this(RelayLimits.DEFAULT, patience, tls);
    }

    private RunningProxy(RelayLimits limits, Patience patience, @Nullable CertificateFiles tls) {
        this(limits, HttpClient.Version.HTTP_1_1, SourceRanges.of(List.of()), ConnectionLimits.DEFAULT, patience, tls);
    }

    RunningProxy(HttpClient.Version version) {
        this(RelayLimits.DEFAULT, version);
    }

    RunningProxy(RelayLimits limits) {
        this(limits, HttpClient.Version.HTTP_1_1);
    }

    /** @param version that {@link #send} speaks */
    RunningProxy(RelayLimits limits, HttpClient.Version version) {
        this(limits, version, SourceRanges.of(List.of()), ConnectionLimits.DEFAULT, Patience.DEFAULT, null);
    }

    private RunningProxy(
            RelayLimits limits,
            HttpClient.Version version,
            SourceRanges trustedHops,
            ConnectionLimits connections,
            Patience patience,
            @Nullable CertificateFiles tls) {
        door = new Door(connections, patience, trustedHops, registry);
        vertx = door.vertx(new VertxOptions());
        http = HttpClient.newBuilder().version(version).build();
        var callLimits = new CallLimits();
        var gatekeeper = new Gatekeeper(access, InstantSource.system(), nanos, () -> false);
        certificate = tls == null ? null : open(tls);
        explanations = new Explanations(InstantSource.system(), nanos);
        listener = new HttpListener(
                new ListenSettings(
                        "127.0.0.1",
                        0,
                        limits.bodyBytes(),
                        8_192,
                        trustedHops,
                        connections,
                        patience,
                        Optional.ofNullable(tls)),
                certificate,
                door,
                loop -> new Relay(
                        loop,
                        limits,
                        gatekeeper,
                        callLimits,
                        members,
                        meter,
                        metrics,
                        explanations,
                        tallies,
                        story -> told.accept(story),
                        nanos));
        operator =
                new OperatorListener(0, registry::scrape, explanations, () -> members.isPublished() && door.isOpen());
        ScriptedNode.await(vertx.deployVerticle(new Probes(members, nanos)));
        ScriptedNode.await(vertx.deployVerticle(listener));
        ScriptedNode.await(vertx.deployVerticle(operator));
        grant(SHARED, entry -> entry.setTargetId("pool").setNetwork("devnet"));
        grant(DEDICATED, entry -> entry.setTargetId("dedicated").setNetwork("devnet"));
        grant(BITCOIN, entry -> entry.setTargetId("regtest").setNetwork("regtest"));
        grant(NOWHERE, entry -> entry.setTargetId("gone").setNetwork("devnet"));
    }

    int port() {
        return listener.boundPort();
    }

    /** What the operator is told at this path. */
    HttpResponse<String> operator(String path) {
        return send(URI.create("http://127.0.0.1:" + operator.boundPort() + path), HttpRequest.Builder::GET);
    }

    ScriptedNode node() {
        var node = new ScriptedNode();
        nodes.add(node);
        return node;
    }

    void grant(TestKey key, UnaryOperator<AccessEntry.Builder> with) {
        access.current()
                .apply(with.apply(AccessEntry.newBuilder()
                                .setKeyId(key.id().value())
                                .setVersion(++version)
                                .setSecretSha256(key.secretSha256())
                                .setEndpointId("endpoint-" + key.number())
                                .setTenantId("tenant-" + key.number())
                                .setLimits(Limits.getDefaultInstance()))
                        .build());
    }

    /** How many connections and streams were ended for this reason. */
    double ended(EndedConnections.Why why) {
        return registry.get("berth_proxy_connections_ended")
                .tag("reason", why.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    /** Puts these nodes behind every target: a pool that follows one chain, a dedicated node, a Bitcoin node. */
    void route(ScriptedNode... nodes) {
        route(true, nodes);
    }

    void route(boolean replicated, ScriptedNode... nodes) {
        members.publish(RoutingTable.of(TestRouting.of(++version, replicated, nodes)));
    }

    /** Posts a body as a client does that has the key in its URL. */
    HttpResponse<String> post(TestKey key, String body) {
        return send(
                "/" + key.text(),
                request -> request.header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> with) {
        return send(URI.create("http://127.0.0.1:" + port() + path), with);
    }

    private HttpResponse<String> send(URI to, UnaryOperator<HttpRequest.Builder> with) {
        var request = HttpRequest.newBuilder(to).timeout(Duration.ofSeconds(40));
        try {
            HttpResponse<String> response =
                    http.send(with.apply(request).build(), HttpResponse.BodyHandlers.ofString());
            if (response.version() != http.version()) throw new IllegalStateException("spoke " + response.version());
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The body of the answer to a call, as it comes. */
    InputStream stream(TestKey key, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/" + key.text()))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The body of the answer to a call. */
    String answer(TestKey key, String body) {
        return post(key, body).body();
    }

    /** Until every member has shown which chain it is on, and how far it is. */
    void awaitProbed() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> members.now().stream().allMatch(member -> member.getHealthy() && member.getHead() > 0));
    }

    /** Whether no more time has passed since then than may pass on a machine that does nothing else. */
    void assertWithin(Duration alone, long began) {
        long took = System.nanoTime() - began;
        assertThat(Duration.ofNanos(took)).isLessThan(stalls.allow(alone, began));
    }

    List<String> unhealthy() {
        return members.now().stream()
                .filter(observation -> !observation.getHealthy())
                .map(observation -> observation.getReason())
                .toList();
    }

    private ServedCertificate open(CertificateFiles tls) {
        try {
            return ServedCertificate.open(vertx, tls, Duration.ofMillis(100), registry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SealingKey sealingKey() {
        try {
            Path file = Files.createTempFile("sealing", ".key");
            Files.writeString(file, "ab".repeat(32));
            SealingKey key = SealingKey.read(file);
            Files.delete(file);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stalls.close();
        if (certificate != null) certificate.close();
        ScriptedNode.await(vertx.close());
        nodes.forEach(ScriptedNode::close);
        http.close();
    }
}
