package dev.berth.control.reconcile;

import com.sun.net.httpserver.HttpServer;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.fleet.EnrolHost;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.Rendering;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostConfig;
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
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reconcilers that come one after the other on one host with a scripted engine, whose nodes all answer. One dies when it
 * passes a fail point that the test chose: nothing that it was doing goes on, and the next one begins.
 */
final class MortalControlPlane implements AutoCloseable {
    private static final byte[] HEAD =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"number\":\"0x1\",\"timestamp\":\"0x1\"}}"
                    .getBytes(StandardCharsets.UTF_8);

    final FakeEngine engine = new FakeEngine(Clock.systemUTC());
    final HostAgent host;
    private final PlatformInTest platform;
    private final HostId hostId;
    private final HttpServer answering;
    private final AtomicBoolean dying = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Reconciliation current;
    private @Nullable Thread heirs;

    /** What ends the work of a control plane that dies: not an exception that anyone catches. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;

        Death(FailPoint point) {
            super("killed at " + point.text(), null, false, false);
        }
    }

    MortalControlPlane(PlatformInTest platform, Path directory) {
        this.platform = platform;
        var config = new HostConfig(
                "in-test",
                directory.resolve("units"),
                directory.resolve("cache"),
                new PortRange(30_000, 30_999),
                "10.77.0.0/16");
        this.host = new LocalHostAgent(config, engine, Clock.systemUTC());
        this.hostId = platform.database.asPlatform(tx -> EnrolHost.run(tx, "local", host.describe()));
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

    /** The node's program, once started, answers from now on. */
    void answers(NodeId node) {
        engine.script()
                .answerAt(
                        Rendering.shortName(node) + "-node",
                        "rpc",
                        "127.0.0.1:" + answering.getAddress().getPort());
    }

    /** Begins to reconcile; {@code dies} is asked at each fail point that is passed. */
    void live(Predicate<FailPoint> dies) {
        FailPoint.arm(point -> {
            synchronized (this) {
                if (dying.get() || dies.test(point)) {
                    dying.set(true);
                    LockSupport.unpark(heirs);
                    throw new Death(point);
                }
            }
        });
        heirs = Thread.ofPlatform().name("heirs").start(this::succeedOneAnother);
    }

    private void succeedOneAnother() {
        while (!closed) {
            dying.set(false);
            try (Reconciliation reconciliation = reconciliation().start()) {
                current = reconciliation;
                while (!closed && !dying.get()) LockSupport.park();
            }
        }
    }

    private Reconciliation reconciliation() {
        var master = new MasterKey(new byte[32]);
        return new Reconciliation(
                platform.database,
                new DatabaseLogin(platform.url(), "postgres", ""),
                platform.templates,
                HostAgents.of(Map.of(hostId, host), System::nanoTime),
                master,
                master,
                "in-test",
                Duration.ofMinutes(10),
                new SimpleMeterRegistry());
    }

    void nudge() {
        Reconciliation acting = current;
        if (acting != null) acting.nudge();
    }

    @Override
    public void close() {
        closed = true;
        Thread waiting = heirs;
        if (waiting != null) {
            LockSupport.unpark(waiting);
            try {
                waiting.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        FailPoint.arm(_ -> {});
        answering.stop(0);
        host.close();
    }
}
