package dev.berth.control.pool;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOverview;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Lets a simulation, which is elsewhere, take the steps towards what is wanted of pools. */
public final class SimulatedPoolSteps {
    private SimulatedPoolSteps() {}

    /** What a step changes. */
    public interface Acts {
        void create(String name);

        void remove(NodeId node, String why);

        void restart(NodeId node, int revision);
    }

    /** Takes the steps that may be taken now; how many. */
    public static int take(
            Pool pool,
            List<NodeOverview> nodes,
            Predicate<HostId> lost,
            Predicate<HostId> draining,
            Instant now,
            Acts acts) {
        List<Member> members = nodes.stream()
                .map(seen -> new Member(seen, standing(seen, lost, draining)))
                .toList();
        List<PoolPlan> steps = PoolPlan.of(pool, members, now);
        for (PoolPlan step : steps)
            switch (step) {
                case PoolPlan.Create(String name, var _, var _) -> acts.create(name);
                case PoolPlan.Remove(var node, String why) -> acts.remove(node, why);
                case PoolPlan.Restart(var node, int revision) -> acts.restart(node, revision);
            }
        return steps.size();
    }

    private static Member.Standing standing(NodeOverview seen, Predicate<HostId> lost, Predicate<HostId> draining) {
        if (seen.lease().isEmpty()) return Member.Standing.STAYS;
        HostId host = seen.lease().get().host();
        if (lost.test(host)) return Member.Standing.LOST;
        return draining.test(host) ? Member.Standing.DRAINED : Member.Standing.STAYS;
    }
}
