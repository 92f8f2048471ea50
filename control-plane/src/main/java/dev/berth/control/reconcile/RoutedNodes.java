package dev.berth.control.reconcile;

import dev.berth.control.node.NodeId;

/** Which nodes the proxies that follow have in their tables by now. */
public interface RoutedNodes {
    /** Every proxy that follows sends calls to the node, or may; or none is to, because they cannot reach it. */
    boolean in(NodeId node);

    /** None that follows does any more. */
    boolean out(NodeId node);
}
