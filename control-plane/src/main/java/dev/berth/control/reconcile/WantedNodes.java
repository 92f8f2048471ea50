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
import dev.berth.control.template.TemplateHash;
import dev.berth.control.template.Templates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** Reads all that is wanted, in a fixed number of queries. One thread at a time. */
final class WantedNodes {
    private final Templates templates;
    private final Map<NodeId, Planned> plans = new HashMap<>();

    private record Planned(TemplateHash template, NodeIdentity identity, NodePlan plan) {}

    WantedNodes(Templates templates) {
        this.templates = templates;
    }

    /** Of one moment: nothing that ends between two of the queries is seen by halves. */
    List<WantedNode> read(DSLContext tx) {
        tx.execute("set transaction isolation level repeatable read");
        List<Node> nodes = Nodes.inUse(tx);
        List<NodeId> ids = nodes.stream().map(Node::id).toList();
        Map<NodeId, Lease> leases = Leases.open(tx);
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
        Map<PoolId, List<Node>> members = members(nodes, leases);
        plans.keySet().retainAll(leases.keySet());
        var wanted = new ArrayList<WantedNode>(nodes.size());
        for (Node node : nodes) {
            Optional<Lease> lease = Optional.ofNullable(leases.get(node.id()));
            List<Node> peers = peers(node, members);
            Optional<NodePlan> plan =
                    lease.map(held -> plan(tx, node, identity(node, held, told(peers, leases, recipes))));
            boolean shared = lease.filter(held -> peers.stream()
                            .anyMatch(peer ->
                                    requireNonNull(leases.get(peer.id())).host().equals(held.host())))
                    .isPresent();
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

    /** A plan follows from its template and identity alone, and most are the same for days. */
    private NodePlan plan(DSLContext tx, Node node, NodeIdentity identity) {
        Planned known = plans.get(node.id());
        if (known != null
                && known.template().equals(node.template())
                && known.identity().equals(identity)) return known.plan();
        NodePlan plan = Rendering.plan(templates.required(tx, node.template()), identity);
        plans.put(node.id(), new Planned(node.template(), identity, plan));
        return plan;
    }

    /** The members of each pool that have a place. */
    private static Map<PoolId, List<Node>> members(List<Node> nodes, Map<NodeId, Lease> leases) {
        var members = new HashMap<PoolId, List<Node>>();
        for (Node node : nodes)
            node.membership()
                    .filter(of -> of.role() == Node.PoolRole.MEMBER
                            && node.desired() != Node.Desired.DELETED
                            && leases.containsKey(node.id()))
                    .ifPresent(of -> members.computeIfAbsent(of.pool(), _ -> new ArrayList<>())
                            .add(node));
        return members;
    }

    /** The pool's other members with a place; for a driver, all members. Never the driver. */
    private static List<Node> peers(Node node, Map<PoolId, List<Node>> members) {
        return node.membership().map(of -> members.getOrDefault(of.pool(), List.of())).orElse(List.of()).stream()
                .filter(other -> !other.id().equals(node.id()))
                .toList();
    }

    private static List<NodeIdentity.Peer> told(
            List<Node> peers, Map<NodeId, Lease> leases, Map<NodeId, Template> recipes) {
        return peers.stream()
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
