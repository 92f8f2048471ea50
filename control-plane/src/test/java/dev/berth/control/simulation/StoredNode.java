package dev.berth.control.simulation;

import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.ledger.Escrow;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeOverview;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.NodeStateRule;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.template.NodePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node's rows in the database: what is wanted, what it holds, what was seen, how long it has served. */
public final class StoredNode {
    private final Chain chain;
    private final Map<String, UnitSeen> units = new LinkedHashMap<>();
    private Node node;
    private Lease lease;
    private @Nullable NodeSeen seen;
    private NodePlan plan;
    private Duration served = Duration.ZERO;
    private boolean answered;
    private @Nullable Instant readySince;

    @Nullable
    Escrow escrow;

    StoredNode(Chain chain, Node node, Lease lease) {
        this.chain = chain;
        this.node = node;
        this.lease = lease;
        this.plan = chain.plan(node);
    }

    public Node node() {
        return node;
    }

    public Chain chain() {
        return chain;
    }

    public NodePlan plan() {
        return plan;
    }

    public Lease lease() {
        return lease;
    }

    /** The lease while it holds a place. */
    public Optional<Lease> openLease() {
        return lease.state() instanceof LeaseState.Open ? Optional.of(lease) : Optional.empty();
    }

    public Optional<NodeSeen> seen() {
        return Optional.ofNullable(seen);
    }

    public List<UnitSeen> units() {
        return List.copyOf(units.values());
    }

    public void save(UnitSeen unit) {
        units.put(unit.unit(), unit);
    }

    /**
     * As recorded, unless something newer is; a node that becomes ready, or stops being so, begins or ends an interval that is
     * served.
     */
    public void save(NodeSeen after, Instant now) {
        if (seen != null && after.generation() < seen.generation()) return;
        seen = after;
        answered |= after.answers();
        if (after.ready() && readySince == null) readySince = now;
        if (!after.ready() && readySince != null) {
            served = served.plus(Duration.between(readySince, now));
            readySince = null;
        }
    }

    boolean hasAnswered() {
        return answered;
    }

    /** Holds nothing any more, and nothing that was seen of it is true where its next generation is made. */
    void leave(LeaseState.Ended ended) {
        move(ended, lease.ending());
        units.clear();
        seen = null;
        want(node.desired(), node.generation() + 1);
    }

    /** Has another place, and what was served on the one before is paid for. */
    void place(Lease another) {
        lease = another;
        served = Duration.ZERO;
    }

    long served(Instant now) {
        return (readySince == null ? served : served.plus(Duration.between(readySince, now))).toSeconds();
    }

    void want(Node.Desired desired, int generation, int revision) {
        boolean another = generation != node.generation();
        node = new Node(
                node.id(),
                node.tenant(),
                node.name(),
                node.network(),
                node.template(),
                node.size(),
                node.parameters(),
                node.membership().map(of -> new Node.Membership(of.pool(), of.role(), revision)),
                node.onDrain(),
                node.onDataLoss(),
                desired,
                generation,
                node.createdAt(),
                Optional.empty());
        if (another) plan = chain.plan(node);
    }

    void want(Node.Desired desired, int generation) {
        want(
                desired,
                generation,
                node.membership().map(Node.Membership::revision).orElse(0));
    }

    void move(LeaseState state, Optional<LeaseState.Cause> ending) {
        lease = new Lease(
                lease.id(),
                lease.request(),
                lease.tenant(),
                lease.node(),
                lease.host(),
                lease.hostName(),
                state,
                ending,
                lease.rate(),
                lease.agreement(),
                lease.startedAt(),
                lease.held(),
                lease.ports(),
                lease.subnet());
    }

    /** As people and pools see it. */
    NodeOverview overview(SimulatedHost host, Instant now) {
        NodeState state = NodeStateRule.of(
                new NodeStateRule.Known(
                        node,
                        Optional.empty(),
                        openLease(),
                        host.lostSince(now),
                        Optional.empty(),
                        plan.units().size(),
                        units(),
                        seen(),
                        Optional.ofNullable(readySince)),
                now);
        return new NodeOverview(node, state, openLease(), units(), seen(), Optional.empty());
    }
}
