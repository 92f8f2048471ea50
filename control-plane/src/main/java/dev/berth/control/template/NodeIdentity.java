package dev.berth.control.template;

import dev.berth.control.node.NodeId;
import dev.berth.control.pool.PoolId;
import java.util.List;
import java.util.Optional;

/** What makes a node of a template this node: names, network, size, parameters, leased ports and the pool's other members. */
public record NodeIdentity(
        NodeId node,
        String name,
        Optional<PoolId> pool,
        int generation,
        String network,
        String size,
        Parameters parameters,
        List<HostPort> ports,
        List<Peer> peers) {
    public NodeIdentity {
        ports = List.copyOf(ports);
        peers = List.copyOf(peers);
    }

    /** A port of a unit as it is leased on the node's host. */
    public record HostPort(String unit, String port, String ip, int number) {}

    /** Another member of the pool: for a driver, one that it drives. Its template says what its ports are. */
    public record Peer(NodeId node, String name, Template template, List<HostPort> ports) {
        public Peer {
            ports = List.copyOf(ports);
        }
    }
}
