package dev.berth.control.node;

import dev.berth.control.disk.NodeDisk;
import dev.berth.control.lease.Lease;
import java.util.List;
import java.util.Optional;

/** A node with what it holds, what was last seen of it and its disk, and the state that follows. */
public record NodeOverview(
        Node node,
        NodeState state,
        Optional<Lease> lease,
        List<UnitSeen> units,
        Optional<NodeSeen> seen,
        Optional<NodeDisk> disk) {
    public NodeOverview {
        units = List.copyOf(units);
    }
}
