package dev.berth.control.reconcile;

import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static java.util.Objects.requireNonNull;

import dev.berth.control.disk.NodeDisks;
import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.NodeStateRule;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.Observations;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.operation.OperationId;
import dev.berth.control.pool.PoolId;
import dev.berth.control.template.Network;
import dev.berth.control.template.Networks;
import dev.berth.control.template.NodeIdentity;
import dev.berth.control.template.NodePlan;
import dev.berth.control.template.Rendering;
import dev.berth.control.template.Template;
import dev.berth.control.template.Templates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** Reads all that is wanted, in a fixed number of queries. */
final class WantedNodes {
    private final Templates templates;

    WantedNodes(Templates templates) {
        this.templates = templates;
    }

    /** Of one moment: nothing that ends between two of the queries is seen by halves. */
    List<WantedNode> read(DSLContext tx) {
        tx.execute("set transaction isolation level repeatable read");
        List<Node> nodes = Nodes.inUse(tx);
        List<NodeId> ids = nodes.stream().map(Node::id).toList();
        Map<NodeId, Lease> leases = Leases.latest(tx, ids).entrySet().stream()
                .filter(lease -> lease.getValue().endedAt().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Map<NodeId, List<UnitSeen>> units = Observations.units(tx, ids);
        Map<NodeId, NodeSeen> seen = Observations.nodes(tx, ids);
        Map<String, Network> networks =
                Networks.all(tx).stream().collect(Collectors.toMap(Network::name, Function.identity()));
        Map<HostId, Boolean> powered = powered(tx);
        Map<NodeId, String> stoppedForDisks = NodeDisks.stopped(tx);
        Map<NodeId, OperationId> operations = operations(tx);
        Map<NodeId, Template> recipes = nodes.stream()
                .collect(Collectors.toMap(
                        Node::id,
                        node -> templates.required(tx, node.template()).template()));
        var wanted = new ArrayList<WantedNode>();
        for (Node node : nodes) {
            Optional<Lease> lease = Optional.ofNullable(leases.get(node.id()));
            Optional<NodePlan> plan = lease.map(held -> Rendering.plan(
                    templates.required(tx, node.template()),
                    identity(node, held, peers(node, nodes, leases, recipes))));
            boolean shared = peers(node, nodes, leases, recipes).stream()
                    .map(peer -> requireNonNull(leases.get(peer.node())).host())
                    .anyMatch(host ->
                            lease.filter(held -> held.host().equals(host)).isPresent());
            wanted.add(new WantedNode(
                    node,
                    requireNonNull(recipes.get(node.id())),
                    requireNonNull(networks.get(node.network())),
                    lease,
                    plan,
                    lease.filter(held -> !powered.getOrDefault(held.host(), true))
                            .map(_ -> NodeStateRule.HOST_OFF)
                            .or(() -> Optional.ofNullable(stoppedForDisks.get(node.id()))),
                    shared,
                    Optional.ofNullable(seen.get(node.id())),
                    units.getOrDefault(node.id(), List.of()),
                    Optional.ofNullable(operations.get(node.id()))));
        }
        return wanted;
    }

    /** The pool's other members with a place; for a driver, all members. Never the driver. */
    private static List<NodeIdentity.Peer> peers(
            Node node, List<Node> nodes, Map<NodeId, Lease> leases, Map<NodeId, Template> recipes) {
        if (node.membership().isEmpty()) return List.of();
        PoolId pool = node.membership().get().pool();
        return nodes.stream()
                .filter(other -> !other.id().equals(node.id())
                        && other.desired() != Node.Desired.DELETED
                        && leases.containsKey(other.id())
                        && other.membership()
                                .filter(of -> of.pool().equals(pool) && of.role() == Node.PoolRole.MEMBER)
                                .isPresent())
                .map(other -> new NodeIdentity.Peer(
                        other.id(),
                        other.name(),
                        requireNonNull(recipes.get(other.id())),
                        hostPorts(requireNonNull(leases.get(other.id())))))
                .toList();
    }

    private static NodeIdentity identity(Node node, Lease lease, List<NodeIdentity.Peer> peers) {
        return new NodeIdentity(
                node.id(),
                node.name(),
                node.membership().map(Node.Membership::pool),
                node.generation(),
                node.network(),
                node.size(),
                node.parameters(),
                hostPorts(lease),
                peers);
    }

    private static List<NodeIdentity.HostPort> hostPorts(Lease lease) {
        return lease.ports().stream()
                .map(port -> new NodeIdentity.HostPort(port.unit(), port.port(), port.ip(), port.number()))
                .toList();
    }

    private static Map<HostId, Boolean> powered(DSLContext tx) {
        return tx.select(HOST.HOST_ID, HOST.WANTED_POWER)
                .from(HOST)
                .fetchMap(row -> new HostId(row.value1()), row -> row.value2().equals("running"));
    }

    private static Map<NodeId, OperationId> operations(DSLContext tx) {
        var running = new HashMap<NodeId, OperationId>();
        tx.select(OPERATION.NODE_ID, OPERATION.OPERATION_ID)
                .from(OPERATION)
                .where(OPERATION.STATE.eq("running").and(OPERATION.NODE_ID.isNotNull()))
                .forEach(row -> running.put(new NodeId(row.value1()), new OperationId(row.value2())));
        return running;
    }
}
