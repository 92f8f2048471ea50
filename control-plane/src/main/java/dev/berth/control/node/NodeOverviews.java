package dev.berth.control.node;

import static dev.berth.migrations.schema.Tables.HOST;

import dev.berth.control.disk.NodeDisk;
import dev.berth.control.disk.NodeDisks;
import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.Request;
import dev.berth.control.lease.Requests;
import dev.berth.control.template.Templates;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/** Puts together all that is known of nodes, in a fixed number of queries. */
public final class NodeOverviews {
    private final Templates templates;

    public NodeOverviews(Templates templates) {
        this.templates = templates;
    }

    /** @param lost when it was last heard, if it is lost */
    private record HostSeen(Optional<Instant> lost, boolean powered) {}

    public NodeOverview of(DSLContext tx, Node node, Instant now) {
        return of(tx, List.of(node), now).getFirst();
    }

    /** One for each of the nodes, in their order. */
    public List<NodeOverview> of(DSLContext tx, List<Node> nodes, Instant now) {
        List<NodeId> ids = nodes.stream().map(Node::id).toList();
        Map<NodeId, Lease> leases = Leases.latest(tx, ids);
        Map<NodeId, Request> requests = Requests.latest(tx, ids);
        Map<NodeId, List<UnitSeen>> units = Observations.units(tx, ids);
        Map<NodeId, NodeSeen> seen = Observations.nodes(tx, ids);
        Map<NodeId, Instant> readyFrom = Observations.readyFrom(tx, ids);
        Map<NodeId, NodeDisk> disks = NodeDisks.of(tx, ids);
        Map<HostId, HostSeen> hosts = hosts(tx, leases.values());
        return nodes.stream()
                .map(node -> {
                    Optional<Lease> open = Optional.ofNullable(leases.get(node.id()))
                            .filter(lease ->
                                    lease.endedAt().isEmpty() || node.goneAt().isPresent());
                    Optional<HostSeen> host = open.map(lease -> hosts.get(lease.host()));
                    Optional<NodeDisk> disk = Optional.ofNullable(disks.get(node.id()));
                    var known = new NodeStateRule.Known(
                            node,
                            Optional.ofNullable(requests.get(node.id())),
                            open,
                            host.flatMap(HostSeen::lost),
                            host.filter(seenOf -> !seenOf.powered())
                                    .map(_ -> NodeStateRule.HOST_OFF)
                                    .or(() -> disk.flatMap(NodeDisk::stoppedFor)),
                            templates
                                    .required(tx, node.template())
                                    .template()
                                    .units()
                                    .size(),
                            units.getOrDefault(node.id(), List.of()),
                            Optional.ofNullable(seen.get(node.id())),
                            Optional.ofNullable(readyFrom.get(node.id())));
                    return new NodeOverview(
                            node, NodeStateRule.of(known, now), open, known.units(), known.seen(), disk);
                })
                .toList();
    }

    private static Map<HostId, HostSeen> hosts(DSLContext tx, Collection<Lease> leases) {
        var hosts = new HashMap<HostId, HostSeen>();
        tx.select(HOST.HOST_ID, HOST.OBSERVED_AT, HOST.LOST_AT, HOST.WANTED_POWER)
                .from(HOST)
                .where(HOST.HOST_ID.in(leases.stream()
                        .map(lease -> lease.host().value())
                        .distinct()
                        .toList()))
                .forEach(row -> hosts.put(
                        new HostId(row.value1()),
                        new HostSeen(
                                row.value3() == null ? Optional.empty() : Optional.ofNullable(row.value2()),
                                row.value4().equals("running"))));
        return hosts;
    }
}
