package dev.berth.control.reconcile;

import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.lease.EndLease;
import dev.berth.control.lease.FollowLease;
import dev.berth.control.node.Nodes;
import dev.berth.control.secret.NodeSecrets;
import java.time.Instant;
import org.jooq.DSLContext;

/** What is written, in one transaction, once nothing of a node is left on its host, or nothing but its data. */
final class Departure {
    private Departure() {}

    static void ofAll(DSLContext tx, WantedNode wanted) {
        ReadyIntervals.close(tx, wanted.id());
        wanted.lease().ifPresent(lease -> EndLease.run(tx, lease.id()));
        NodeSecrets.forget(tx, wanted.id().value());
        Nodes.gone(tx, wanted.id());
        done(tx, wanted, "node.deleted", "nothing of " + wanted.node().name() + " is left");
    }

    /** The secrets stay, which the data may depend on. */
    static void butForData(DSLContext tx, WantedNode wanted) {
        Instant until = Nodes.retainedUntil(tx, wanted.id()).orElseThrow();
        ReadyIntervals.close(tx, wanted.id());
        FollowLease.withData(tx, wanted.lease().orElseThrow().id(), until);
        done(
                tx,
                wanted,
                "node.retained",
                "nothing of " + wanted.node().name() + " is left but its data, which is kept until " + until);
    }

    private static void done(DSLContext tx, WantedNode wanted, String kind, String reason) {
        wanted.operation()
                .flatMap(operation -> RunningOperation.read(tx, operation, wanted.template()))
                .ifPresent(operation -> operation.move(tx, operation.steps().size(), ""));
        Events.record(
                tx,
                new NewEvent(wanted.node().tenant(), Actor.RECONCILER, kind, Subject.of("node", wanted.id()), reason));
    }
}
