package dev.berth.control.node;

import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.template.NodeIdentity;
import dev.berth.control.template.NodePlan;
import dev.berth.control.template.Rendering;
import dev.berth.control.template.Templates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/** Plans of nodes as they stand: each node's template, lease and pool, brought together for {@link Rendering}. */
public final class NodePlans {
    private final Templates templates;

    public NodePlans(Templates templates) {
        this.templates = templates;
    }

    /** What the node's generation is on its host; empty while it has no place. */
    public Optional<NodePlan> of(DSLContext tx, Node node) {
        return Leases.open(tx, node.id()).map(lease -> {
            var identity = new NodeIdentity(
                    node.id(),
                    node.name(),
                    node.membership().map(Node.Membership::pool),
                    node.generation(),
                    node.network(),
                    node.size(),
                    node.parameters(),
                    ports(lease),
                    peers(tx, node));
            return Rendering.plan(templates.required(tx, node.template()), identity);
        });
    }

    /** The members of the node's pool that have a place, other than itself, by name; what a driver drives. */
    public List<NodeIdentity.Peer> peers(DSLContext tx, Node node) {
        if (node.membership().isEmpty()) return List.of();
        List<Node> members = Nodes.ofPool(tx, node.membership().get().pool()).stream()
                .filter(other -> !other.id().equals(node.id()))
                .filter(other -> other.desired() != Node.Desired.DELETED)
                .filter(other ->
                        other.membership().map(Node.Membership::role).equals(Optional.of(Node.PoolRole.MEMBER)))
                .toList();
        Map<NodeId, Lease> leases =
                Leases.latest(tx, members.stream().map(Node::id).toList());
        return members.stream()
                .flatMap(member -> Optional.ofNullable(leases.get(member.id()))
                        .filter(lease -> lease.endedAt().isEmpty())
                        .map(lease -> new NodeIdentity.Peer(
                                member.id(),
                                member.name(),
                                templates.required(tx, member.template()).template(),
                                ports(lease)))
                        .stream())
                .toList();
    }

    private static List<NodeIdentity.HostPort> ports(Lease lease) {
        return lease.ports().stream()
                .map(port -> new NodeIdentity.HostPort(port.unit(), port.port(), port.ip(), port.number()))
                .toList();
    }
}
