package dev.berth.control.reconcile;

import dev.berth.control.node.Node;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.VolumeName;
import java.time.Instant;
import java.util.Optional;

/**
 * A node whose data is not on its host any more: pure. A volume made in its place would look like the node and be another, so
 * the node is given up until somebody starts it, who thereby says that it may begin anew, or at once if its owner said so before.
 */
final class DataLoss {
    private static final String CODE = "DATA_LOST";

    private DataLoss() {}

    /** What is to be written of the node; empty: nothing is lost, or it is known. */
    static Optional<NodeSeen> of(WantedNode wanted, HostObservation host, Instant now) {
        boolean known =
                wanted.seen().map(NodeSeen::failureCode).filter(CODE::equals).isPresent();
        if (known || !wanted.shouldRun()) return Optional.empty();
        return wanted.plan().stream()
                .flatMap(plan -> plan.units().stream())
                .filter(unit -> hasRun(wanted, unit))
                .flatMap(unit -> unit.volume().stream())
                .map(UnitPlan.Volume::name)
                .filter(volume -> !host.has(volume))
                .findFirst()
                .map(volume -> lost(wanted, volume, now));
    }

    /** Whether the data is lost and the node's owner said beforehand that it may begin anew then. */
    static boolean allowsToBeginAnew(WantedNode wanted, NodeSeen after) {
        return CODE.equals(after.failureCode()) && wanted.node().onDataLoss() == Node.OnDataLoss.REBUILD;
    }

    /** In this or an earlier generation: all have the same data. */
    private static boolean hasRun(WantedNode wanted, UnitPlan plan) {
        return wanted.units().stream()
                .anyMatch(unit -> unit.unit().equals(plan.name().unit()) && unit.starts() > 0);
    }

    private static NodeSeen lost(WantedNode wanted, VolumeName volume, Instant now) {
        String reason = "volume " + volume.text()
                + " is gone from its host, and the node's data with it; start the node" + " to begin anew without it";
        int attempts = wanted.current().map(NodeSeen::attempts).orElse(0);
        return wanted.down(new NodeSeen.Condition("data", false, reason), attempts, null, CODE, reason, now);
    }
}
