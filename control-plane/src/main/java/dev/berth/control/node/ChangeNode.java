package dev.berth.control.node;

import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.database.Database;
import dev.berth.control.disk.NodeDisks;
import dev.berth.control.disk.WatchDisks;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.Placements;
import dev.berth.control.operation.NodeStep;
import dev.berth.control.operation.OperationId;
import dev.berth.control.operation.OperationKind;
import dev.berth.control.operation.Operations;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.Scope;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jooq.DSLContext;

/** Starts, stops, restarts and deletes nodes: writes what is wanted, and opens the operation that brings it about. */
public final class ChangeNode {
    private static final Outcome DATA_ONLY =
            new Outcome.Refused("DATA_ONLY", "only the node's data is there (expected: restore it first)");

    private final Database database;
    private final Templates templates;
    private final NodeOverviews overviews;
    private final PlaceAgain placeAgain;
    private final Clock clock;
    private final Runnable nudge;

    public ChangeNode(Database database, Templates templates, Clock clock, Runnable nudge) {
        this.database = database;
        this.templates = templates;
        this.overviews = new NodeOverviews(templates);
        this.placeAgain = new PlaceAgain(templates);
        this.clock = clock;
        this.nudge = nudge;
    }

    /** What came of a wish. */
    public sealed interface Outcome {
        record Accepted(OperationId operation) implements Outcome {}

        record NotFound() implements Outcome {}

        record Refused(String code, String reason) implements Outcome {}
    }

    /** Starts a node that is stopped, or tries one again that has failed; one that has no place gets one. */
    public Outcome start(Scope scope, NodeId id, Actor by) {
        return change(Placements::alone, scope, id, (tx, node) -> {
            boolean failed = overviews.of(tx, node, clock.instant()).state() instanceof NodeState.Failed;
            if (node.desired() == Node.Desired.RUNNING && !failed)
                return new Outcome.Refused("ALREADY_RUNNING", "the node is not stopped");
            return run(tx, node, OperationKind.START_NODE, by);
        });
    }

    /** Stops a node in good order; data and place are kept. */
    public Outcome stop(Scope scope, NodeId id, Actor by) {
        return change(Database::asPlatform, scope, id, (tx, node) -> {
            if (node.desired() == Node.Desired.RETAINED) return DATA_ONLY;
            if (node.desired() == Node.Desired.STOPPED)
                return new Outcome.Refused("ALREADY_STOPPED", "the node is stopped");
            return want(tx, node, Node.Desired.STOPPED, node.generation(), OperationKind.STOP_NODE, by);
        });
    }

    /** Replaces the node's units by a new generation on the same data. */
    public Outcome restart(Scope scope, NodeId id, Actor by) {
        return change(Placements::alone, scope, id, (tx, node) -> run(tx, node, OperationKind.RESTART_NODE, by));
    }

    /** Restarts a member because its pool has another revision, once. */
    public Outcome restartFor(int revision, NodeId id, Actor by) {
        return change(Database::asPlatform, new Scope.Everybody(), id, (tx, node) -> {
            boolean due = node.desired() == Node.Desired.RUNNING
                    && node.membership().filter(of -> of.revision() < revision).isPresent();
            if (!due) return new Outcome.Refused("UP_TO_DATE", "the node has that revision, or is not to run");
            Nodes.revised(tx, id, revision);
            return want(tx, node, Node.Desired.RUNNING, node.generation() + 1, OperationKind.RESTART_NODE, by);
        });
    }

    /** Deletes the node with its data, and closes the endpoints that lead to it. */
    public Outcome delete(Scope scope, NodeId id, Actor by) {
        return change(Database::asPlatform, scope, id, (tx, node) -> {
            closeEndpoints(tx, id);
            return want(tx, node, Node.Desired.DELETED, node.generation(), OperationKind.DELETE_NODE, by);
        });
    }

    /** As {@link #delete}, but for its data, which is kept for so long. A node without a place has none, and goes altogether. */
    public Outcome deleteButKeepData(Scope scope, NodeId id, Duration forSoLong, Actor by) {
        return change(Database::asPlatform, scope, id, (tx, node) -> {
            if (node.membership().isPresent())
                return new Outcome.Refused("POOL_MEMBER", "the data of a pool's members is that of the others as well");
            if (node.desired() == Node.Desired.RETAINED)
                return Operations.running(tx, id)
                        .<Outcome>map(Outcome.Accepted::new)
                        .orElse(DATA_ONLY);
            Optional<Lease> lease = Leases.open(tx, id);
            if (lease.filter(Lease::withoutFunds).isPresent())
                return new Outcome.Refused(
                        "INSUFFICIENT_FUNDS", "the node's lease has no funds; its data goes with it");
            closeEndpoints(tx, id);
            if (lease.isEmpty())
                return want(tx, node, Node.Desired.DELETED, node.generation(), OperationKind.DELETE_NODE, by);
            Nodes.retain(tx, id, Database.now(tx).plus(forSoLong));
            return opened(tx, node, Node.Desired.RETAINED, node.generation(), OperationKind.RETAIN_NODE, by);
        });
    }

    private static void closeEndpoints(DSLContext tx, NodeId id) {
        tx.update(ENDPOINT)
                .set(ENDPOINT.DELETED_AT, currentInstant())
                .where(ENDPOINT.NODE_ID.eq(id.value()), ENDPOINT.DELETED_AT.isNull())
                .execute();
    }

    /** In what a wish is looked at: one that may place the node is alone in that. */
    private interface Transaction {
        Outcome run(Database database, Function<DSLContext, Outcome> work);
    }

    private Outcome change(
            Transaction transaction, Scope scope, NodeId id, BiFunction<DSLContext, Node, Outcome> wish) {
        Outcome outcome = transaction.run(database, tx -> {
            Optional<Node> node =
                    Nodes.lock(tx, scope, id).filter(found -> found.goneAt().isEmpty());
            if (node.isEmpty()) return new Outcome.NotFound();
            if (node.get().desired() == Node.Desired.DELETED)
                return Operations.running(tx, id)
                        .<Outcome>map(Outcome.Accepted::new)
                        .orElse(new Outcome.Refused("DELETING", "the node is being deleted"));
            return wish.apply(tx, node.get());
        });
        if (outcome instanceof Outcome.Accepted) nudge.run();
        return outcome;
    }

    private Outcome run(DSLContext tx, Node node, OperationKind kind, Actor by) {
        if (node.desired() == Node.Desired.RETAINED) return DATA_ONLY;
        Optional<Lease> lease = Leases.open(tx, node.id());
        if (lease.filter(Lease::withoutFunds).isPresent())
            return new Outcome.Refused("INSUFFICIENT_FUNDS", "the node's lease has no funds; it starts once they come");
        String barred = NodeDisks.stopped(tx).get(node.id());
        if (barred != null) return new Outcome.Refused(WatchDisks.CODE, barred);
        if (lease.isEmpty() && placeAgain.run(tx, node, by) instanceof PlaceAgain.Outcome.Refused(var code, var why))
            return new Outcome.Refused(code, why);
        return want(tx, node, Node.Desired.RUNNING, node.generation() + 1, kind, by);
    }

    private Outcome want(DSLContext tx, Node node, Node.Desired desired, int generation, OperationKind kind, Actor by) {
        Nodes.want(tx, node.id(), desired, generation);
        return opened(tx, node, desired, generation, kind, by);
    }

    private Outcome opened(
            DSLContext tx, Node node, Node.Desired desired, int generation, OperationKind kind, Actor by) {
        OperationId operation = Operations.open(
                tx,
                kind,
                node.tenant(),
                node.id(),
                generation,
                NodeStep.of(kind, templates.required(tx, node.template()).template()),
                by);
        String what = "node." + desired.name().toLowerCase(Locale.ROOT) + "-wanted";
        Events.record(
                tx,
                new NewEvent(
                        node.tenant(),
                        by,
                        what,
                        Subject.of("node", node.id()),
                        kind.text() + ", generation " + generation));
        return new Outcome.Accepted(operation);
    }
}
