package dev.berth.control.operation;

import dev.berth.control.template.Template;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of an operation on a node. The steps follow from the operation's kind and the node's template alone, so that
 * whoever works on them finds a step's number again.
 *
 * @param unit empty where the step is about the whole node
 */
public record NodeStep(Phase phase, String unit, String title) {
    /** What a step brings about. */
    public enum Phase {
        APPROVE,
        RESERVE,
        FETCH,
        START,
        READY,
        ROUTED,
        UNROUTED,
        STOP,
        REMOVE,
        RELEASE
    }

    /** The steps of an operation of this kind, in order; a step's number is its index here. */
    public static List<NodeStep> of(OperationKind kind, Template template) {
        var steps = new ArrayList<NodeStep>();
        switch (kind) {
            case CREATE_NODE, RESTORE_NODE -> {
                steps.add(new NodeStep(Phase.APPROVE, "", "Approve"));
                steps.add(new NodeStep(Phase.RESERVE, "", "Reserve a place on a host"));
                template.units()
                        .forEach((unit, rule) -> steps.add(new NodeStep(
                                Phase.FETCH,
                                unit,
                                "Fetch " + rule.artifact().source().title())));
                start(steps, template);
            }
            case START_NODE -> start(steps, template);
            case RESTART_NODE -> {
                stop(steps, template);
                start(steps, template);
            }
            case STOP_NODE -> {
                steps.add(new NodeStep(Phase.UNROUTED, "", "Take it from the proxies"));
                stop(steps, template);
            }
            case DELETE_NODE -> {
                steps.add(new NodeStep(Phase.UNROUTED, "", "Take it from the proxies"));
                stop(steps, template);
                steps.add(new NodeStep(Phase.REMOVE, "", "Remove units and data"));
                steps.add(new NodeStep(Phase.RELEASE, "", "Give its place back"));
            }
            case RETAIN_NODE -> {
                steps.add(new NodeStep(Phase.UNROUTED, "", "Take it from the proxies"));
                stop(steps, template);
                steps.add(new NodeStep(Phase.REMOVE, "", "Remove units, keep data"));
                steps.add(new NodeStep(Phase.RELEASE, "", "Give its place back, but for its data's"));
            }
        }
        return List.copyOf(steps);
    }

    /** The number of the step of that phase about the whole node. */
    public static int indexOf(List<NodeStep> steps, Phase phase) {
        for (int step = 0; step < steps.size(); step++) if (steps.get(step).phase() == phase) return step;
        throw new IllegalArgumentException("phase: " + phase + " (expected: one of " + steps + ")");
    }

    private static void start(List<NodeStep> steps, Template template) {
        template.units().keySet().forEach(unit -> steps.add(new NodeStep(Phase.START, unit, "Start " + unit)));
        steps.add(new NodeStep(Phase.READY, "", "Wait until it is ready"));
        if (template.role() == Template.Role.NODE) steps.add(new NodeStep(Phase.ROUTED, "", "Tell the proxies"));
    }

    private static void stop(List<NodeStep> steps, Template template) {
        template.units().keySet().stream()
                .toList()
                .reversed()
                .forEach(unit -> steps.add(new NodeStep(Phase.STOP, unit, "Stop " + unit)));
    }
}
