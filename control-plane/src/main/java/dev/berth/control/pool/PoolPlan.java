package dev.berth.control.pool;

import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOverview;
import dev.berth.control.node.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a pool lacks and has too much of; pure. */
sealed interface PoolPlan {
    /** Failures that a fresh node does not have; others, such as a missing artifact, would only come again. */
    Set<String> REPLACED = Set.of("CRASH_LOOP", "DATA_LOST");

    /** A pool whose members keep failing gets a new one no more often than this. */
    Duration PAUSE = Duration.ofMinutes(1);

    record Create(String name, Node.PoolRole role) implements PoolPlan {}

    record Remove(NodeId node, String why) implements PoolPlan {}

    /** The steps towards the pool's wanted size, given its nodes that are not gone. */
    static List<PoolPlan> of(Pool pool, List<NodeOverview> nodes, Instant now) {
        var steps = new ArrayList<PoolPlan>();
        int wanted = pool.deletedAt().isPresent() ? 0 : pool.wantedSize();
        Set<String> names = wantedNames(pool, wanted);
        Optional<Instant> newest =
                nodes.stream().map(seen -> seen.node().createdAt()).max(Instant::compareTo);
        boolean paused = newest.isPresent() && newest.get().plus(PAUSE).isAfter(now);
        for (NodeOverview seen : nodes) {
            Node node = seen.node();
            if (node.desired() == Node.Desired.DELETED) continue;
            if (!names.contains(node.name()))
                steps.add(new Remove(
                        node.id(),
                        pool.deletedAt().isPresent() ? "its pool was deleted" : "its pool was made smaller"));
            else if (!paused
                    && seen.state() instanceof NodeState.Failed(var code, var reason)
                    && REPLACED.contains(code)) steps.add(new Remove(node.id(), code + ": " + reason));
        }
        nodes.forEach(seen -> names.remove(seen.node().name()));
        names.forEach(name -> steps.add(
                new Create(name, name.equals(pool.driverName()) ? Node.PoolRole.DRIVER : Node.PoolRole.MEMBER)));
        return steps;
    }

    private static Set<String> wantedNames(Pool pool, int wanted) {
        var names = new TreeSet<String>();
        for (int number = 1; number <= wanted; number++) names.add(pool.memberName(number));
        if (wanted > 0 && pool.driver().isPresent()) names.add(pool.driverName());
        return names;
    }
}
