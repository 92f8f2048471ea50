package dev.berth.control.reconcile;

import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.node.Nodes;
import dev.berth.control.operation.NodeStep;
import dev.berth.control.operation.OperationKind;
import dev.berth.control.operation.Operations;
import java.util.List;
import org.jooq.DSLContext;

/** Wants the next generation of a node that has lost its data, as its owner would by starting it. */
final class BeginAnew {
    private BeginAnew() {}

    static void run(DSLContext tx, WantedNode wanted) {
        int generation = wanted.node().generation() + 1;
        if (!Nodes.adopt(tx, wanted.id(), generation)) return;
        List<NodeStep> steps = NodeStep.of(OperationKind.START_NODE, wanted.template());
        Operations.open(
                tx, OperationKind.START_NODE, wanted.node().tenant(), wanted.id(), generation, steps, Actor.RECONCILER);
        Events.record(
                tx,
                new NewEvent(
                        wanted.node().tenant(),
                        Actor.RECONCILER,
                        "node.rebuilt",
                        Subject.of("node", wanted.id()),
                        "generation " + generation + " begins anew without the data, as its owner wants it then"));
    }
}
