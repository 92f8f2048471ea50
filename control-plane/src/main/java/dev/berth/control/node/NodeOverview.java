package dev.berth.control.node;

import dev.berth.control.lease.Lease;
import java.util.List;
import java.util.Optional;

/** A node with what it holds, what was last seen of it, and the state that follows. */
public record NodeOverview(
        Node node, NodeState state, Optional<Lease> lease, List<UnitSeen> units, Optional<NodeSeen> seen) {
    public NodeOverview {
        units = List.copyOf(units);
    }
}
