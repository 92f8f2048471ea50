package dev.berth.control.loss;

import static org.jooq.impl.DSL.field;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.lease.EndLease;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.Placements;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.Observations;
import dev.berth.control.node.PlaceAgain;
import dev.berth.control.operation.Operations;
import dev.berth.control.template.Template;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.Scope;
import org.jooq.DSLContext;

/**
 * Sees to dedicated nodes whose host is lost. One that was being made there, and has never answered, has nothing worth waiting for: it goes
 * on elsewhere as its next generation, under the same operation; what it left is removed when the host is back. Of any
 * other nobody but its owner decides, who is told so once for each loss; who said before that it may be made anew has
 * that done by {@code MakeAnew}. Idempotent: run on a timer; of several control planes one at a time does it.
 */
public final class LeaveLostHosts {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Actor ACTOR = new Actor("lost-hosts");
    private static final String DECISION_NEEDED = "node.decision-needed";

    private final Database database;
    private final Templates templates;
    private final PlaceAgain placeAgain;
    private final Runnable nudge;

    public LeaveLostHosts(Database database, Templates templates, Runnable nudge) {
        this.database = database;
        this.templates = templates;
        this.placeAgain = new PlaceAgain(templates);
        this.nudge = nudge;
    }

    /** One pass over all nodes on lost hosts, unless another control plane is at one. */
    public void run() {
        database.doAsPlatform(tx -> {
            Boolean alone = tx.select(field("pg_try_advisory_xact_lock(hashtext('berth.lost-hosts'))", Boolean.class))
                    .fetchSingle()
                    .value1();
            if (Boolean.TRUE.equals(alone)) pass();
        });
    }

    private void pass() {
        for (NodeId node : database.asPlatform(LostNodes::beingMade)) {
            boolean left = Placements.alone(database, tx -> goOnElsewhere(tx, node));
            if (left) nudge.run();
        }
        database.doAsPlatform(tx -> LostNodes.untold(tx, ACTOR, DECISION_NEEDED).forEach(node -> tell(tx, node)));
    }

    /** Whether it does; not when its host was heard meanwhile, or somebody wants something else of it. */
    private boolean goOnElsewhere(DSLContext tx, NodeId id) {
        Node node = Nodes.lock(tx, EVERYBODY, id).orElseThrow();
        Lease lease = Leases.open(tx, id).orElse(null);
        if (lease == null) return false;
        Hosts.lock(tx, lease.host());
        if (!LostNodes.isBeingMade(tx, id)) return false;
        EndLease.hostLost(tx, lease.id());
        Leavings.put(tx, new Leavings.Left(id, lease.host(), node.generation()));
        Observations.forget(tx, id);
        int generation = node.generation() + 1;
        Nodes.want(tx, id, Node.Desired.RUNNING, generation);
        Template template = templates.required(tx, node.template()).template();
        Operations.again(
                tx,
                id,
                generation,
                template,
                "on another host: the one before was lost, and nothing is charged for it");
        event(
                tx,
                node,
                "node.made-elsewhere",
                "its host was lost while it was being made there: generation " + generation
                        + " is made on another; what generation " + node.generation()
                        + " left is removed when that host is back, and nothing is charged for it");
        if (placeAgain.run(tx, node, ACTOR) instanceof PlaceAgain.Outcome.Refused(var code, var reason))
            giveUp(tx, node, generation, code, reason);
        return true;
    }

    private static void giveUp(DSLContext tx, Node node, int generation, String code, String reason) {
        var unmet = new NodeSeen.Condition("placed", false, reason);
        Observations.save(tx, node.id(), NodeSeen.givenUp(generation, unmet, code, Database.now(tx)));
        Operations.failRunning(tx, node.id(), code, reason);
        event(tx, node, "node.failed", code + ": " + reason);
    }

    private static void tell(DSLContext tx, NodeId id) {
        Node node = Nodes.find(tx, EVERYBODY, id).orElseThrow();
        event(
                tx,
                node,
                DECISION_NEEDED,
                "the host of " + node.name() + " is lost; the node waits for it with its data, and nothing is charged"
                        + " meanwhile. With onDrain: move (berth nodes set " + node.name()
                        + " --on-drain move) it is made anew elsewhere, without its data; or delete it");
    }

    private static void event(DSLContext tx, Node node, String kind, String reason) {
        Events.record(tx, new NewEvent(node.tenant(), ACTOR, kind, Subject.of("node", node.id()), reason));
    }
}
