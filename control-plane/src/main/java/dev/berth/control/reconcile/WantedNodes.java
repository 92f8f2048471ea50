package dev.berth.control.reconcile;

import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static java.util.Objects.requireNonNull;

import dev.berth.control.disk.NodeDisks;
import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeStateRule;
import dev.berth.control.operation.OperationId;
import dev.berth.control.pool.PoolId;
import dev.berth.control.reconcile.StoredNodes.Stored;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/**
 * Reads all that is wanted, in a fixed number of queries. What has not changed since the last time is neither read nor put together
 * again. One thread at a time.
 */
final class WantedNodes {
    private final Templates templates;
    private final StoredNodes stored = new StoredNodes();
    private final Map<NodeId, WantedNode> wanted = new HashMap<>();
    private final Map<NodeId, Planned> plans = new HashMap<>();
    private final Set<NodeId> changed = new HashSet<>();
    private final Set<NodeId> asked = new HashSet<>();
    private Map<String, Network> networks = Map.of();

    private record Planned(TemplateHash template, NodeIdentity identity, NodePlan plan) {}

    WantedNodes(Templates templates) {
        this.templates = templates;
    }

    /** Of one moment: nothing that ends between two of the queries is seen by halves. */
    List<WantedNode> read(DSLContext tx) {
        try {
            return readAgain(tx);
        } catch (RuntimeException e) {
            stored.forget();
            wanted.clear();
            plans.clear();
            throw e;
        }
    }

    /** The nodes that one of the reads since this was asked last has found to differ. */
    Set<NodeId> takeChanged() {
        Set<NodeId> taken = Set.copyOf(changed);
        changed.clear();
        return taken;
    }

    /** Those among them of which something else is wanted, or that have another place. */
    Set<NodeId> takeAsked() {
        Set<NodeId> taken = Set.copyOf(asked);
        asked.clear();
        return taken;
    }

    private List<WantedNode> readAgain(DSLContext tx) {
        tx.execute("set transaction isolation level repeatable read");
        Map<NodeId, Optional<Stored>> before = stored.look(tx);
        before.keySet().forEach(wanted::remove);
        before.keySet().stream().filter(id -> stored.find(id).isEmpty()).forEach(plans::remove);
        Map<String, Network> networksNow =
                Networks.all(tx).stream().collect(Collectors.toMap(Network::name, Function.identity()));
        if (!networksNow.equals(networks)) wanted.clear();
        networks = networksNow;
        forgetPools(before);
        Map<PoolId, List<Stored>> members = members();
        Map<HostId, Boolean> powered = powered(tx);
        Map<NodeId, String> stoppedForDisks = NodeDisks.stopped(tx);
        Map<NodeId, OperationId> operations = operations(tx);
        var nodes = new ArrayList<WantedNode>(stored.all().size());
        for (Stored node : stored.all()) {
            NodeId id = node.node().id();
            Optional<String> barred = node.lease()
                    .filter(held -> !powered.getOrDefault(held.host(), true))
                    .map(_ -> NodeStateRule.HOST_OFF)
                    .or(() -> Optional.ofNullable(stoppedForDisks.get(id)));
            Optional<OperationId> operation = Optional.ofNullable(operations.get(id));
            WantedNode known = wanted.get(id);
            boolean same = known != null
                    && known.barred().equals(barred)
                    && known.operation().equals(operation);
            WantedNode now = same ? known : wanted(tx, node, members, barred, operation);
            if (!same) changed.add(id);
            if (known != null && !known.operation().equals(operation)) asked.add(id);
            wanted.put(id, now);
            nodes.add(now);
        }
        return nodes;
    }

    /** What a member is told of the others follows from all of them. */
    private void forgetPools(Map<NodeId, Optional<Stored>> before) {
        var moved = new HashSet<PoolId>();
        before.forEach((id, known) -> {
            Optional<Stored> now = stored.find(id);
            if (now.map(Stored::placed).equals(known.map(Stored::placed))) return;
            asked.add(id);
            known.or(() -> now).flatMap(node -> node.node().membership()).ifPresent(of -> moved.add(of.pool()));
        });
        if (moved.isEmpty()) return;
        wanted.values()
                .removeIf(node -> node.node()
                        .membership()
                        .filter(of -> moved.contains(of.pool()))
                        .isPresent());
    }

    private WantedNode wanted(
            DSLContext tx,
            Stored stored,
            Map<PoolId, List<Stored>> members,
            Optional<String> barred,
            Optional<OperationId> operation) {
        Node node = stored.node();
        List<Stored> peers = peers(node, members);
        Optional<Lease> lease = stored.lease();
        if (lease.isEmpty()) plans.remove(node.id());
        return new WantedNode(
                node,
                recipe(tx, node),
                requireNonNull(networks.get(node.network())),
                lease,
                lease.filter(held -> !held.ofData()).map(held -> plan(tx, node, identity(node, held, told(tx, peers)))),
                barred,
                lease.filter(held -> peers.stream()
                                .anyMatch(peer ->
                                        peer.lease().orElseThrow().host().equals(held.host())))
                        .isPresent(),
                stored.seen(),
                stored.units(),
                operation);
    }

    private Template recipe(DSLContext tx, Node node) {
        return templates.required(tx, node.template()).template();
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
    private Map<PoolId, List<Stored>> members() {
        var members = new HashMap<PoolId, List<Stored>>();
        for (Stored stored : stored.all())
            stored.node()
                    .membership()
                    .filter(of -> of.role() == Node.PoolRole.MEMBER
                            && stored.node().desired() != Node.Desired.DELETED
                            && stored.lease().isPresent())
                    .ifPresent(of -> members.computeIfAbsent(of.pool(), _ -> new ArrayList<>())
                            .add(stored));
        return members;
    }

    /** The pool's other members with a place; for a driver, all members. Never the driver. */
    private static List<Stored> peers(Node node, Map<PoolId, List<Stored>> members) {
        return node.membership().map(of -> members.getOrDefault(of.pool(), List.of())).orElse(List.of()).stream()
                .filter(other -> !other.node().id().equals(node.id()))
                .toList();
    }

    private List<NodeIdentity.Peer> told(DSLContext tx, List<Stored> peers) {
        return peers.stream()
                .map(other -> new NodeIdentity.Peer(
                        other.node().id(),
                        other.node().name(),
                        recipe(tx, other.node()),
                        hostPorts(other.lease().orElseThrow())))
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
