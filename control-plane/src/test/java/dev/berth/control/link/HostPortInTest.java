package dev.berth.control.link;

import dev.berth.contract.v1.HostWire;
import dev.berth.control.database.Database;
import dev.berth.control.enrolment.HostAuthority;
import dev.berth.control.enrolment.IssueJoinToken;
import dev.berth.control.event.Actor;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.Templates;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.join.HostIdentity;
import dev.berth.host.join.JoinPlatform;
import dev.berth.host.join.JoinToken;
import dev.berth.host.link.AgentLink;
import dev.berth.host.link.ControlPlaneAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A control plane's port for agents, with all that is behind it, and what an agent does to come to it. */
public final class HostPortInTest implements AutoCloseable {
    public static final String INSTANCE = "agent-test";

    public final HostAgents agents = HostAgents.of(Map.of(), System::nanoTime);
    public final HostLinks links;
    public final HostServer server;
    public final ControlPlaneAddress address;
    private final Database database;
    private final IssueJoinToken issue;

    public HostPortInTest(Database database, Duration life) {
        this.database = database;
        var master = new MasterKey(new byte[32]);
        HostAuthority authority = HostAuthority.open(database, master);
        this.issue = new IssueJoinToken(authority);
        this.links = new HostLinks(database, agents, Clock.systemUTC());
        try {
            this.server = HostServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    database,
                    authority,
                    master,
                    new Templates(),
                    links,
                    life,
                    INSTANCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.address = new ControlPlaneAddress("127.0.0.1", server.port());
    }

    public JoinToken token(String hostName, Duration life) {
        return ((IssueJoinToken.Outcome.Issued)
                        database.asPlatform(tx -> issue.run(tx, hostName, life, new Actor("test"))))
                .token();
    }

    public JoinPlatform.Outcome join(JoinToken token, Path directory) {
        return JoinPlatform.run(address, token, directory, Clock.systemUTC(), FailPoint.Trap.NONE);
    }

    public HostIdentity joined(String hostName, Path directory) {
        return ((JoinPlatform.Outcome.Joined) join(token(hostName, Duration.ofMinutes(5)), directory)).identity();
    }

    public AgentLink dial(HostIdentity identity, HostAgent host, Consumer<HostWire.Approvals> approvals) {
        return dial(identity, host, approvals, Clock.systemUTC());
    }

    /** A host with a clock of its own. */
    public AgentLink dial(HostIdentity identity, HostAgent host, Consumer<HostWire.Approvals> approvals, Clock clock) {
        return new AgentLink(
                        address,
                        () -> identity,
                        host,
                        HostWire.Place.newBuilder()
                                .setRegion("eu")
                                .setZone("eu-1")
                                .setProvider("own")
                                .putLabels("rack", "7")
                                .build(),
                        Optional::empty,
                        approvals,
                        _ -> {},
                        clock)
                .start();
    }

    @Override
    public void close() {
        server.close();
        links.close();
    }
}
