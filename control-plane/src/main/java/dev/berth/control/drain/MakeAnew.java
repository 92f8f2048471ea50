package dev.berth.control.drain;

import static org.jooq.impl.DSL.field;

import dev.berth.control.database.Database;
import dev.berth.control.drain.Successors.Move;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.lease.Placements;
import dev.berth.control.lease.Request;
import dev.berth.control.lease.Requests;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOrder;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeRefusal;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.operation.NodeStep;
import dev.berth.control.operation.OperationId;
import dev.berth.control.operation.OperationKind;
import dev.berth.control.operation.Operations;
import dev.berth.control.placement.Constraints;
import dev.berth.control.template.Template;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.Scope;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Makes dedicated nodes anew elsewhere whose host is to be emptied, or is lost, and whose owners said so before: a node of the same template
 * version, size and parameters comes first, without any data; once it is READY it gets the name and the endpoints; then the
 * old one is deleted; on a lost host nothing is touched until it is heard. Idempotent: run on a timer and on a nudge; of several control planes one at a time does it.
 */
public final class MakeAnew {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Actor ACTOR = new Actor("drains");
    private static final String WITHOUT_DATA = "its data is not carried over";

    private final Database database;
    private final Templates templates;
    private final NodeOverviews overviews;
    private final CreateNode createNode;
    private final ChangeNode changeNode;
    private final Clock clock;
    private final Map<NodeId, String> saidOf = new HashMap<>();

    public MakeAnew(Database database, Templates templates, CreateNode createNode, ChangeNode changeNode, Clock clock) {
        this.database = database;
        this.templates = templates;
        this.overviews = new NodeOverviews(templates);
        this.createNode = createNode;
        this.changeNode = changeNode;
        this.clock = clock;
    }

    /** One pass over all that are to be made anew, unless another control plane is at one. */
    public void run() {
        database.doAsPlatform(tx -> {
            Boolean alone = tx.select(field("pg_try_advisory_xact_lock(hashtext('berth.made-anew'))", Boolean.class))
                    .fetchSingle()
                    .value1();
            if (Boolean.TRUE.equals(alone)) database.asPlatform(Successors::all).forEach(this::goOn);
        });
    }

    private void goOn(Move move) {
        if (move.successor().isEmpty()) {
            move.leaving().ifPresent(why -> create(move.node(), why));
        } else if (move.replaced()) {
            if (database.<Boolean>asPlatform(
                    tx -> Successors.isKnown(tx, move.successor().get())))
                changeNode.delete(EVERYBODY, move.node(), ACTOR);
        } else if (move.leaving().isEmpty()) {
            changeNode.delete(EVERYBODY, move.successor().get(), ACTOR); // it stays, or its owner deleted it
        } else {
            boolean stops = database.<Boolean>asPlatform(
                    tx -> takeOver(tx, move.node(), move.successor().get()));
            if (stops) changeNode.stop(EVERYBODY, move.successor().get(), ACTOR);
        }
    }

    private void create(NodeId id, Successors.Why why) {
        CreateNode.Outcome outcome = Placements.alone(database, tx -> {
            Node node = Nodes.find(tx, EVERYBODY, id).orElseThrow();
            Template template = templates.required(tx, node.template()).template();
            CreateNode.Outcome came = createNode.create(tx, order(tx, node, template));
            if (came instanceof CreateNode.Outcome.Accepted accepted) {
                Successors.put(tx, id, accepted.node().id());
                Nodes.onDataLoss(tx, accepted.node().id(), node.onDataLoss());
                note(tx, node, why, accepted.operation(), template);
                event(
                        tx,
                        node,
                        "node.moving",
                        node.name() + " is made anew elsewhere, for its host " + why.words() + "; " + WITHOUT_DATA);
            }
            return came;
        });
        switch (outcome) {
            case CreateNode.Outcome.Accepted _ -> saidOf.remove(id);
            case CreateNode.Outcome.Refused(var refusal) -> say(id, refusal);
        }
    }

    /** As it was asked for; if that was on one host only, that wish ends with the host. */
    private static NodeOrder order(DSLContext tx, Node node, Template template) {
        Constraints asked = Optional.ofNullable(
                        Requests.latest(tx, List.of(node.id())).get(node.id()))
                .map(Request::terms)
                .map(terms -> terms.constraints())
                .orElse(Constraints.NONE);
        return new NodeOrder(
                node.tenant(),
                shortened(node.name(), "-anew"),
                template.name(),
                node.template(),
                node.network(),
                node.size(),
                node.parameters().values(),
                asked.onAnyHost(),
                Optional.empty(),
                ACTOR);
    }

    /** So that whoever watches the operation reads it. */
    private static void note(DSLContext tx, Node node, Successors.Why why, OperationId operation, Template template) {
        int first = NodeStep.indexOf(NodeStep.of(OperationKind.CREATE_NODE, template), NodeStep.Phase.APPROVE);
        Operations.noteOn(
                tx,
                operation,
                first,
                "in place of " + node.name() + ", whose host " + why.words() + "; " + WITHOUT_DATA);
    }

    /** Whether it has, from a node that was not to run. */
    private boolean takeOver(DSLContext tx, NodeId id, NodeId successor) {
        Node node = Nodes.find(tx, EVERYBODY, id).orElseThrow();
        Node anew = Nodes.find(tx, EVERYBODY, successor).orElseThrow();
        if (!(overviews.of(tx, anew, clock.instant()).state() instanceof NodeState.Ready)) return false;
        String before = shortened(node.name(), "-" + id.toString().substring(24));
        Successors.take(tx, id, successor, node.name(), before);
        event(
                tx,
                anew,
                "node.moved",
                node.name() + " is the node that was made anew; the one before is called " + before
                        + " and is deleted, its data with it");
        return node.desired() == Node.Desired.STOPPED;
    }

    private static String shortened(String name, String end) {
        return name.substring(0, Math.min(name.length(), 63 - end.length())) + end;
    }

    /** Once for each reason, not once for each pass. */
    private void say(NodeId id, NodeRefusal refusal) {
        String reason = refusal.message();
        if (reason.equals(saidOf.put(id, reason))) return;
        database.doAsPlatform(tx -> event(
                tx,
                Nodes.find(tx, EVERYBODY, id).orElseThrow(),
                "node.not-moved",
                "it is not made anew yet: " + reason));
    }

    private static void event(DSLContext tx, Node node, String kind, String reason) {
        Events.record(tx, new NewEvent(node.tenant(), ACTOR, kind, Subject.of("node", node.id()), reason));
    }
}
