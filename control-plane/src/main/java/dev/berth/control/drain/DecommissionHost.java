package dev.berth.control.drain;

import static dev.berth.migrations.schema.Tables.BLOCKED_PORT;
import static dev.berth.migrations.schema.Tables.BLOCKED_SUBNET;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;

import dev.berth.control.database.Database;
import dev.berth.control.enrolment.JoinHost;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.lease.EndLease;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.Placements;
import dev.berth.control.loss.Leavings;
import dev.berth.control.node.Nodes;
import dev.berth.control.operation.Operations;
import dev.berth.control.secret.NodeSecrets;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/**
 * Takes a host out of the pool for good, once nothing is on it: its certificates are worth nothing from then on, and what was
 * kept of its ports and subnets is forgotten.
 */
public final class DecommissionHost {
    private static final String GONE = "its host was destroyed, with the node's data";
    private static final int NAMED = 5;

    private final Database database;
    private final Drains drains;

    public DecommissionHost(Database database, Drains drains) {
        this.database = database;
        this.drains = drains;
    }

    /** What came of a wish. */
    public sealed interface Outcome {
        record Done() implements Outcome {}

        record NotFound() implements Outcome {}

        record Refused(String code, String reason) implements Outcome {}
    }

    /** @param destroyed the operator says that the machine will not come back: what pools had there is given up */
    public Outcome run(HostId id, boolean destroyed, boolean silent, Actor by) {
        return Placements.alone(database, tx -> {
            Host host = Hosts.lock(tx, id).orElse(null);
            if (host == null) return new Outcome.NotFound();
            if (host.state() == Host.State.DECOMMISSIONED) return new Outcome.Done();
            if (!host.remote())
                return new Outcome.Refused(
                        "HOST_IN_PROCESS", "host " + host.name() + " is run by the control plane itself");
            if (destroyed && !silent)
                return new Outcome.Refused(
                        "HOST_HEARD", "host " + host.name() + " answers: it is not destroyed (expected: a drain)");
            List<Remaining> there = drains.remaining(tx, id);
            List<Remaining> inTheWay = there.stream()
                    .filter(node -> !destroyed || !node.way().canBeGivenUp())
                    .toList();
            if (!inTheWay.isEmpty()) return new Outcome.Refused("HOST_NOT_EMPTY", words(host, inTheWay));
            giveUp(tx, there);
            close(tx, id);
            Events.record(
                    tx,
                    new NewEvent(
                            null,
                            by,
                            "host.decommissioned",
                            Subject.of("host", id),
                            host.name() + " is no host any more"));
            return new Outcome.Done();
        });
    }

    /** Of nodes that were to go anyway, or that their pool replaces: nothing of them will be found again. */
    private static void giveUp(DSLContext tx, List<Remaining> there) {
        for (Remaining node : there) {
            Leases.open(tx, node.node()).ifPresent(lease -> EndLease.hostDestroyed(tx, lease.id()));
            Operations.failRunning(tx, node.node(), "HOST_DESTROYED", GONE);
            NodeSecrets.forget(tx, node.node().value());
            Nodes.gone(tx, node.node());
            Events.record(
                    tx,
                    new NewEvent(
                            node.tenant(),
                            Actor.RECONCILER,
                            "node.deleted",
                            Subject.of("node", node.node()),
                            node.name() + ": " + GONE));
        }
    }

    private static String words(Host host, List<Remaining> inTheWay) {
        return "host " + host.name() + " has " + inTheWay.size() + " nodes (expected: none, by a drain): "
                + inTheWay.stream()
                        .limit(NAMED)
                        .map(node -> node.name() + " " + node.way().words())
                        .collect(Collectors.joining("; "))
                + (inTheWay.size() > NAMED ? "; ..." : "");
    }

    private static void close(DSLContext tx, HostId id) {
        tx.deleteFrom(RESERVED_SUBNET)
                .where(RESERVED_SUBNET.HOST_ID.eq(id.value()))
                .execute();
        tx.deleteFrom(BLOCKED_SUBNET)
                .where(BLOCKED_SUBNET.HOST_ID.eq(id.value()))
                .execute();
        tx.deleteFrom(BLOCKED_PORT).where(BLOCKED_PORT.HOST_ID.eq(id.value())).execute();
        Leavings.forget(tx, id);
        JoinHost.revoke(tx, id);
        Hosts.decommission(tx, id);
    }
}
