package dev.berth.host;

import dev.berth.contract.v1.HostWire;
import dev.berth.host.agent.EngineChoice;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.approval.Approvals;
import dev.berth.host.approval.GuardedHost;
import dev.berth.host.disk.Ownership;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.join.HostIdentity;
import dev.berth.host.join.JoinPlatform;
import dev.berth.host.join.JoinToken;
import dev.berth.host.join.KeepCertificate;
import dev.berth.host.link.AgentLink;
import dev.berth.host.tunnel.CannotListen;
import dev.berth.host.tunnel.RevokedProxies;
import dev.berth.host.tunnel.Tunnel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's process: what it is made of, opened in order and closed in reverse. Units outlive it. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final Duration LOOK_AT_CERTIFICATE = Duration.ofMinutes(1);
    private static final Duration NOTED_SKEW = Duration.ofSeconds(2);

    private Main() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        AgentConfig config;
        try {
            config = AgentConfig.fromEnvironment(System.getenv());
        } catch (IllegalArgumentException wrong) {
            LOG.error(wrong.getMessage());
            System.exit(2);
            return;
        }
        Ownership.directory(config.state(), "rwx--x--x");
        try (var channel = FileChannel.open(
                        config.state().resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                LOG.error("another agent runs in " + config.state());
                System.exit(1);
            }
            FailPoint.Trap failPoint = FailPoint.haltOnce(config.state().resolve("fail-point"));
            Optional<HostIdentity> identity = identity(config, failPoint);
            if (identity.isEmpty()) System.exit(1);
            run(config, identity.orElseThrow(), failPoint);
        } catch (CannotListen taken) {
            LOG.error(taken.getMessage() + " (BERTH_TUNNEL_LISTEN: where proxies come for nodes of this host, or off)");
            System.exit(1);
        }
    }

    private static @Nullable Tunnel tunnel(
            AgentConfig config, KeepCertificate certificate, RevokedProxies revoked, LocalHostAgent local, Clock clock)
            throws IOException {
        if (config.tunnel().isEmpty()) return null;
        Tunnel tunnel =
                Tunnel.start(config.tunnel().get(), certificate::identity, revoked, local::portForProxies, clock);
        LOG.atInfo()
                .addKeyValue("listen", config.tunnel().get().listen())
                .log("proxies may come for nodes of this host");
        return tunnel;
    }

    private static void run(AgentConfig config, HostIdentity identity, FailPoint.Trap failPoint)
            throws InterruptedException, IOException {
        Clock clock = Clock.systemUTC();
        HostConfig host = config.host(identity.instance());
        var approvals = new Approvals(config.approvals(), identity.approvalKey(), identity.instance());
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        var revoked = new RevokedProxies(config.revokedProxies());
        EngineChoice engine = EngineChoice.of(host, config.engine(), System.getenv());
        try (var local = LocalHostAgent.open(host, engine, clock, failPoint);
                var guarded = new GuardedHost(local, host, approvals);
                var certificate = new KeepCertificate(
                                config.controlPlane(), identity, config.identity(), clock, LOOK_AT_CERTIFICATE)
                        .start();
                var tunnel = tunnel(config, certificate, revoked, local, clock);
                var link = new AgentLink(
                                config.controlPlane(),
                                certificate::identity,
                                guarded,
                                config.place(),
                                () -> Optional.ofNullable(tunnel).map(open -> config.tunnelAddress(open.port())),
                                set -> take(approvals, set),
                                revoked::take,
                                clock)
                        .start()) {
            LOG.atInfo()
                    .addKeyValue("host", identity.name())
                    .addKeyValue("controlPlane", config.controlPlane())
                    .log("agent started");
            stop.await();
            LOG.info("agent stops; units run on");
        } finally {
            stopped.countDown();
        }
    }

    private static void take(Approvals approvals, HostWire.Approvals set) {
        switch (approvals.take(set)) {
            case Approvals.Outcome.Taken(int units) ->
                LOG.atInfo().addKeyValue("units", units).log("approvals taken");
            case Approvals.Outcome.Refused(String why) ->
                LOG.atError().addKeyValue("reason", why).log("approvals refused, those before stay in force");
        }
    }

    /** Who this host is; joins when it is told to with a token that it has not joined with before. */
    private static Optional<HostIdentity> identity(AgentConfig config, FailPoint.Trap failPoint) {
        Path directory = config.identity();
        Optional<HostIdentity> before = HostIdentity.read(directory);
        Optional<JoinToken> token = config.token()
                .filter(given -> before.filter(known -> known.tokenId().equals(given.id()))
                        .isEmpty());
        if (token.isEmpty()) {
            if (before.isEmpty())
                LOG.error("this host has not joined (expected: --join TOKEN, from `berth hosts enrol NAME`)");
            return before;
        }
        return switch (JoinPlatform.run(config.controlPlane(), token.get(), directory, Clock.systemUTC(), failPoint)) {
            case JoinPlatform.Outcome.Refused(String why) -> {
                LOG.atError()
                        .addKeyValue("controlPlane", config.controlPlane())
                        .addKeyValue("reason", why)
                        .log("this host was not let in");
                yield Optional.empty();
            }
            case JoinPlatform.Outcome.Joined(HostIdentity identity, Duration skew) -> {
                LOG.atInfo()
                        .addKeyValue("host", identity.name())
                        .addKeyValue(
                                "until", identity.certificate().getNotAfter().toInstant())
                        .log("this host has joined");
                if (skew.abs().compareTo(NOTED_SKEW) > 0)
                    LOG.atWarn()
                            .addKeyValue("aheadMs", skew.toMillis())
                            .log("this host's clock differs from the control plane's");
                yield Optional.of(identity);
            }
        };
    }
}
