package dev.berth.control.pool;

import dev.berth.control.node.Node;
import dev.berth.control.node.NodeOverview;
import dev.berth.control.node.NodeState;

/** A node of a pool, how it is, and how its host is. */
record Member(NodeOverview seen, Standing standing) {
    /** What the host of a member means for it. */
    enum Standing {
        STAYS,
        /** Its host is to be emptied. */
        DRAINED,
        /** It was stopped so long ago because its host's disk is full that its return is not waited for. */
        PRESSED,
        /** Nobody has heard its host for so long that its return is not waited for. */
        LOST
    }

    Node node() {
        return seen.node();
    }

    boolean isDriver() {
        return node().membership()
                .filter(of -> of.role() == Node.PoolRole.DRIVER)
                .isPresent();
    }

    boolean isWanted() {
        return node().desired() != Node.Desired.DELETED;
    }

    boolean isReady() {
        return seen.state() instanceof NodeState.Ready;
    }

    /** It keeps its place and its data, and another serves in its place until it is back. */
    boolean isAway() {
        return standing == Standing.PRESSED || standing == Standing.LOST;
    }

    /** It serves nobody, and will not by itself. */
    boolean isIdle() {
        return seen.state() instanceof NodeState.Failed || seen.state() instanceof NodeState.Stopped;
    }

    boolean hasRevision(int revision) {
        return node().membership().filter(of -> of.revision() >= revision).isPresent();
    }
}
