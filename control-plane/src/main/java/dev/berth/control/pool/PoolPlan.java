package dev.berth.control.pool;

import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import java.time.Instant;
import java.util.List;

/** A step towards what is wanted of a pool. {@link PoolPlanning} finds them. */
sealed interface PoolPlan {
    /** @param why for people; empty where the pool's size says it all */
    record Create(String name, Node.PoolRole role, String why) implements PoolPlan {}

    record Remove(NodeId node, String why) implements PoolPlan {}

    /** Another generation of a member on its data, because the pool has another revision. */
    record Restart(NodeId node, int revision) implements PoolPlan {}

    /** The steps that may be taken now, given the pool's nodes that are not gone. */
    static List<PoolPlan> of(Pool pool, List<Member> nodes, Instant now) {
        return new PoolPlanning(pool, nodes, now).steps();
    }
}
