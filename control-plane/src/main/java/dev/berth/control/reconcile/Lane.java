package dev.berth.control.reconcile;

import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.node.NodeId;
import java.util.Optional;

/**
 * What is done for a node on a host is done one after the other.
 *
 * @param host empty: the node has no place, and nothing is done on any
 */
record Lane(NodeId node, Optional<HostId> host) {
    /** That of the host on which it has its place. */
    static Lane of(WantedNode wanted) {
        return new Lane(wanted.id(), wanted.lease().map(Lease::host));
    }
}
