package dev.berth.control.reconcile;

import dev.berth.control.lease.Lease;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.operation.NodeStep;
import dev.berth.host.engine.UnitObservation;
import java.util.List;

/**
 * How many of an operation's steps are done, read off what is: nothing needs to have been remembered, so an operation
 * goes on wherever a control plane that was killed left it.
 */
final class OperationProgress {
    private OperationProgress() {}

    /**
     * @param units the node's units on its host, of any generation
     * @param routed whether every proxy that follows has the node in its tables, as far as it should
     * @param unrouted whether every proxy that follows has it out of its tables
     */
    record Facts(WantedNode wanted, List<UnitObservation> units, boolean routed, boolean unrouted) {}

    static int done(List<NodeStep> steps, Facts facts) {
        int done = 0;
        while (done < steps.size() && isDone(steps.get(done), facts)) done++;
        return done;
    }

    private static boolean isDone(NodeStep step, Facts facts) {
        WantedNode wanted = facts.wanted();
        return switch (step.phase()) {
            case APPROVE, RESERVE -> wanted.lease().isPresent();
            case FETCH -> current(facts, step.unit());
            case START -> running(facts, step.unit());
            case READY -> wanted.current().map(NodeSeen::ready).orElse(false);
            case ROUTED -> facts.routed();
            case UNROUTED -> facts.unrouted();
            case STOP -> stopped(facts, step.unit());
            case REMOVE -> facts.units().isEmpty();
            case RELEASE -> wanted.lease().map(Lease::ofData).orElse(true);
        };
    }

    private static boolean current(Facts facts, String unit) {
        return facts.units().stream()
                .anyMatch(found -> found.name().unit().equals(unit)
                        && found.name().generation() == facts.wanted().node().generation());
    }

    private static boolean running(Facts facts, String unit) {
        return facts.units().stream()
                .anyMatch(found -> found.name().unit().equals(unit)
                        && found.name().generation() == facts.wanted().node().generation()
                        && found.running());
    }

    /** Of the wanted generation nothing may run when the node should not; of older ones nothing in any case. */
    private static boolean stopped(Facts facts, String unit) {
        return facts.units().stream()
                .filter(found -> found.name().unit().equals(unit) && found.running())
                .allMatch(found -> facts.wanted().shouldRun()
                        && found.name().generation() == facts.wanted().node().generation());
    }
}
