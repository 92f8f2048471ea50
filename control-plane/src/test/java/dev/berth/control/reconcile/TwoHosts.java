package dev.berth.control.reconcile;

import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.berth.control.MovedClock;
import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.fleet.EnrolHost;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.Rendering;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.engine.fake.FakeEngine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Two hosts with scripted engines whose nodes answer, one of which may be lost; and a control plane that reconciles them. */
final class TwoHosts implements AutoCloseable {
    private static final byte[] HEAD =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"number\":\"0x1\",\"timestamp\":\"0x1\"}}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final Duration LOST_AFTER = Duration.ofMinutes(10);

    final OneHost north;
    final OneHost south;
    private final PlatformInTest platform;
    private final Reconciliation reconciliation;

    TwoHosts(PlatformInTest platform, Path directory) {
        this.platform = platform;
        this.north = new OneHost("north", directory, 30_000);
        this.south = new OneHost("south", directory, 31_000);
        var master = new MasterKey(new byte[32]);
        this.reconciliation = new Reconciliation(
                        platform.database,
                        new DatabaseLogin(platform.url(), "postgres", ""),
                        platform.templates,
                        HostAgents.of(Map.of(north.id, north.agent, south.id, south.agent), System::nanoTime),
                        master,
                        master,
                        "in-test",
                        LOST_AFTER,
                        new SimpleMeterRegistry())
                .start();
    }

    /** One of them. */
    final class OneHost {
        final FakeEngine engine = new FakeEngine(Clock.systemUTC());
        final LocalHostAgent agent;
        final HostId id;
        private final int firstPort;
        private final HttpServer answering;

        OneHost(String name, Path directory, int firstPort) {
            this.firstPort = firstPort;
            this.agent = new LocalHostAgent(
                    new HostConfig(
                            "in-test",
                            directory.resolve(name),
                            directory.resolve("cache"),
                            new PortRange(firstPort, firstPort + 99),
                            "10.77.0.0/16"),
                    engine,
                    Clock.systemUTC());
            this.id = platform.database.asPlatform(tx -> EnrolHost.run(tx, name, agent.describe()));
            try {
                answering = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            answering.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, HEAD.length);
                exchange.getResponseBody().write(HEAD);
                exchange.close();
            });
            answering.start();
        }

        /** How the address of any node on it begins. */
        String anAddress() {
            return "127.0.0.1:" + firstPort / 100;
        }

        HostObservation things() {
            return agent.observe(0);
        }

        /** Nobody hears of it any more, and that was noticed. */
        void die() {
            long before = silences();
            engine.die("the power is out");
            nudge();
            await().until(() -> silences() > before);
        }

        private long silences() {
            return platform.database.asPlatform(tx ->
                    (long) tx.fetchCount(EVENT, EVENT.KIND.eq("host.silent"), EVENT.SUBJECT_ID.eq(id.toString())));
        }

        void revive() {
            engine.revive();
            nudge();
        }

        void assertIsEmpty() {
            HostObservation there = things();
            assertThat(there.units()).isEmpty();
            assertThat(there.volumes()).isEmpty();
            assertThat(there.networks()).isEmpty();
            long reserved = platform.database.asPlatform(tx -> tx.select(HOST.RESERVED_MEMORY_BYTES)
                    .from(HOST)
                    .where(HOST.HOST_ID.eq(id.value()))
                    .fetchSingle(HOST.RESERVED_MEMORY_BYTES));
            assertThat(reserved).isZero();
        }
    }

    /** The node's program answers from now on, wherever it is started. */
    void answers(NodeId node) {
        for (OneHost host : new OneHost[] {north, south})
            host.engine
                    .script()
                    .answerAt(
                            Rendering.shortName(node) + "-node",
                            "rpc",
                            "127.0.0.1:" + host.answering.getAddress().getPort());
    }

    /** As the control plane sees it that has heard nothing of this host for so long, and was there all the time. */
    void passWithout(OneHost silent, Duration length) {
        Instant now = platform.database.asPlatform(Database::now);
        var clock = new MovedClock(now.minus(length));
        platform.database.doAsPlatform(tx -> tx.update(HOST)
                .set(HOST.OBSERVED_AT, clock.instant())
                .where(HOST.HOST_ID.eq(silent.id.value()))
                .execute());
        var lostHosts = new LostHosts(platform.database, LOST_AFTER);
        for (; !clock.instant().isAfter(now); clock.forward(Duration.ofSeconds(30))) lostHosts.at(clock.instant());
    }

    void nudge() {
        reconciliation.nudge();
    }

    @Override
    public void close() {
        reconciliation.close();
        for (OneHost host : new OneHost[] {north, south}) {
            host.answering.stop(0);
            host.agent.close();
        }
    }
}
