package dev.berth.control.reconcile;

import dev.berth.control.node.NodeId;
import java.time.Duration;

/**
 * What is being done for a node.
 *
 * @param lasts since it was begun
 * @param waits for its turn: work that strains a host is done for a few nodes at a time
 */
public record LaneWork(NodeId node, String what, Duration lasts, boolean waits) {}
