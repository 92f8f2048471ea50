package dev.berth.proxy.listen;

import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.BlockAt;
import dev.berth.contract.v1.BoundPoll;
import dev.berth.contract.v1.Dialect;
import dev.berth.contract.v1.HeadPoll;
import dev.berth.contract.v1.IdentityPoll;
import dev.berth.contract.v1.Limits;
import dev.berth.contract.v1.Method;
import dev.berth.contract.v1.MethodTable;
import dev.berth.contract.v1.Network;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.SizeClass;
import dev.berth.contract.v1.Target;
import dev.berth.contract.v1.Transaction;
import dev.berth.contract.v1.TransactionHash;
import dev.berth.contract.v1.Upstream;
import dev.berth.proxy.access.AccessHolder;
import dev.berth.proxy.access.Gatekeeper;
import dev.berth.proxy.access.SourceRanges;
import dev.berth.proxy.access.TestKey;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.Explanations;
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
    final Members members = new Members(sealingKey(), System::nanoTime);
    final RelayMetrics metrics = new RelayMetrics(registry);
    final Explanations explanations;

    /** Hears each story when it has ended. */
    volatile Consumer<CallStory> told = _ -> {};

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
        this(RelayLimits.DEFAULT, HttpClient.Version.HTTP_1_1, trustedHops, ConnectionLimits.DEFAULT, null);
    }

    RunningProxy(SourceRanges trustedHops, ConnectionLimits connections) {
        this(RelayLimits.DEFAULT, HttpClient.Version.HTTP_1_1, trustedHops, connections, null);
    }

    /** One that speaks TLS. */
    RunningProxy(CertificateFiles tls) {
        this(
                RelayLimits.DEFAULT,
                HttpClient.Version.HTTP_1_1,
                SourceRanges.of(List.of()),
                ConnectionLimits.DEFAULT,
                tls);
    }

    RunningProxy(HttpClient.Version version) {
        this(RelayLimits.DEFAULT, version);
    }

    RunningProxy(RelayLimits limits) {
        this(limits, HttpClient.Version.HTTP_1_1);
    }

    /** @param version that {@link #send} speaks */
    RunningProxy(RelayLimits limits, HttpClient.Version version) {
        this(limits, version, SourceRanges.of(List.of()), ConnectionLimits.DEFAULT, null);
    }

    private RunningProxy(
            RelayLimits limits,
            HttpClient.Version version,
            SourceRanges trustedHops,
            ConnectionLimits connections,
            @Nullable CertificateFiles tls) {
        door = new Door(connections, trustedHops, registry);
        vertx = door.vertx(new VertxOptions());
        http = HttpClient.newBuilder().version(version).build();
        var callLimits = new CallLimits();
        var gatekeeper = new Gatekeeper(access, InstantSource.system(), nanos, () -> false);
        certificate = tls == null ? null : open(tls);
        explanations = new Explanations(InstantSource.system(), nanos);
        listener = new HttpListener(
                new ListenSettings(
                        "127.0.0.1", 0, limits.bodyBytes(), 8_192, trustedHops, connections, Optional.ofNullable(tls)),
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
        members.publish(RoutingTable.of(routing(++version, replicated, nodes)));
    }

    static Routing routing(long version, boolean replicated, ScriptedNode... nodes) {
        var pool = Target.newBuilder()
                .setTargetId("pool")
                .setNetwork("devnet")
                .setShared(true)
                .setReplicated(replicated);
        for (int i = 0; i < nodes.length; i++) pool.addUpstreams(upstream("node-" + (i + 1), nodes[i]));
        return Routing.newBuilder()
                .setVersion(version)
                .addMethodTables(evm())
                .addMethodTables(bitcoin())
                .addNetworks(network("devnet", "evm", "eth_getBlockByNumber", "/number", HeadPoll.Encoding.HEX_QUANTITY)
                        .setIdentity(IdentityPoll.newBuilder()
                                .setMethod("eth_chainId")
                                .setParamsJson("[]")
                                .setExpectJson("\"0x539\""))
                        .setStateBound(BoundPoll.newBuilder()
                                .setMethod("eth_getProof")
                                .setParamsJson("[\"0x0\",[],\"$block\"]")
                                .setEncoding(HeadPoll.Encoding.HEX_QUANTITY)))
                .addNetworks(network("regtest", "bitcoin", "getblockchaininfo", "/blocks", HeadPoll.Encoding.DECIMAL))
                .addTargets(pool)
                .addTargets(Target.newBuilder()
                        .setTargetId("dedicated")
                        .setNetwork("devnet")
                        .addUpstreams(upstream("only", nodes[0])))
                .addTargets(Target.newBuilder()
                        .setTargetId("regtest")
                        .setNetwork("regtest")
                        .setShared(true)
                        .setReplicated(true)
                        .addUpstreams(upstream("coin", nodes[0])))
                .build();
    }

    private static Network.Builder network(
            String name, String table, String method, String pointer, HeadPoll.Encoding encoding) {
        return Network.newBuilder()
                .setNetwork(name)
                .setMethodTable(table)
                .setBlockTimeMs(400)
                .setMaxLagBlocks(5)
                .setHeadPoll(HeadPoll.newBuilder()
                        .setMethod(method)
                        .setResultPointer(pointer)
                        .setEncoding(encoding));
    }

    private static Upstream upstream(String name, ScriptedNode node) {
        return Upstream.newBuilder()
                .setUpstreamId(name + "-" + node.port())
                .setName(name)
                .setAddress("127.0.0.1:" + node.port())
                .addProtocols(Upstream.Protocol.HTTP)
                .setGeneration(1)
                .build();
    }

    private static MethodTable evm() {
        return MethodTable.newBuilder()
                .setName("evm")
                .setDialect(Dialect.JSONRPC_2_0)
                .addMethods(read("eth_blockNumber").setTellsHead(latest("[]", "")))
                .addMethods(read("eth_getBlockByNumber")
                        .setTellsHead(latest("[\"latest\"]", "/number"))
                        .setBlock(BlockAt.newBuilder().addPointers("/0")))
                .addMethods(read("eth_call").setContractPointer("/0/to"))
                .addMethods(read("eth_getLogs")
                        .setContractPointer("/0/address")
                        .setBlock(BlockAt.newBuilder()
                                .addPointers("/0/fromBlock")
                                .addPointers("/0/toBlock")
                                .setRange(true)))
                .addMethods(read("eth_getBalance")
                        .setBlock(BlockAt.newBuilder()
                                .addPointers("/1")
                                .addPointers("/1/blockNumber")
                                .setState(true)))
                .addMethods(
                        read("trace_*").setSku("trace").setSize(SizeClass.LARGE).setNeedsTrace(true))
                .addMethods(read("eth_sendRawTransaction")
                        .setWrite(true)
                        .setBroadcast(true)
                        .setTransaction(transaction(TransactionHash.KECCAK_256, "eth_getTransactionByHash")))
                .addMethods(
                        read("eth_sendRawTransactionSync").setRepeatable(false).setWrite(true))
                .addMethods(
                        read("anvil_mine").setRepeatable(false).setWrite(true).setDeniedOnShared(true))
                .addMethods(read("eth_subscribe").setRefused(true).setRefusalHint("notifications not supported"))
                .build();
    }

    private static MethodTable bitcoin() {
        return MethodTable.newBuilder()
                .setName("bitcoin")
                .setDialect(Dialect.BITCOIN_1_0)
                .addMethods(read("getblockchaininfo"))
                .addMethods(read("getblockhash"))
                .addMethods(read("sendrawtransaction")
                        .setWrite(true)
                        .setTransaction(transaction(TransactionHash.BITCOIN_TXID, "getrawtransaction")))
                .addMethods(read("generatetoaddress").setRepeatable(false).setWrite(true))
                .build();
    }

    private static HeadPoll latest(String params, String pointer) {
        return HeadPoll.newBuilder()
                .setParamsJson(params)
                .setResultPointer(pointer)
                .setEncoding(HeadPoll.Encoding.HEX_QUANTITY)
                .build();
    }

    private static Transaction transaction(TransactionHash hash, String lookup) {
        return Transaction.newBuilder().setHash(hash).setLookup(lookup).build();
    }

    private static Method.Builder read(String name) {
        return Method.newBuilder()
                .setName(name)
                .setSku(name)
                .setComputeUnits(1)
                .setRepeatable(true)
                .setSize(SizeClass.SMALL);
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

    List<String> unhealthy() {
        return members.now().stream()
                .filter(observation -> !observation.getHealthy())
                .map(observation -> observation.getReason())
                .toList();
    }

    private ServedCertificate open(CertificateFiles tls) {
        try {
            return ServedCertificate.open(vertx, tls, registry);
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
        if (certificate != null) certificate.close();
        ScriptedNode.await(vertx.close());
        nodes.forEach(ScriptedNode::close);
        http.close();
    }
}
