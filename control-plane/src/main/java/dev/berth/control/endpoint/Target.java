package dev.berth.control.endpoint;

import dev.berth.control.node.NodeId;
import dev.berth.control.pool.PoolId;

/** Where an endpoint's calls go. */
public sealed interface Target {
    String name();

    /** To the shared nodes of a network. */
    record ToPool(PoolId pool, String name) implements Target {}

    /** To a dedicated node of the tenant's own. */
    record ToNode(NodeId node, String name) implements Target {}
}
