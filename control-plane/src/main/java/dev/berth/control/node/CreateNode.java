package dev.berth.control.node;

import dev.berth.control.approval.Policies;
import dev.berth.control.approval.Verdict;
import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.lease.FundsCheck;
import dev.berth.control.lease.HostRooms;
import dev.berth.control.lease.Match;
import dev.berth.control.lease.Place;
import dev.berth.control.lease.Placements;
import dev.berth.control.lease.QuotaCheck;
import dev.berth.control.lease.Rates;
import dev.berth.control.lease.Request;
import dev.berth.control.lease.Requests;
import dev.berth.control.lease.Terms;
import dev.berth.control.operation.NodeStep;
import dev.berth.control.operation.OperationId;
import dev.berth.control.operation.OperationKind;
import dev.berth.control.operation.Operations;
import dev.berth.control.placement.Resources;
import dev.berth.control.pool.PoolId;
import dev.berth.control.template.Template;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Creates a node: request, approval by policy, offers, lease, reservation and desired state in one transaction. */
public final class CreateNode {
    private final Database database;
    private final Templates templates;
    private final Runnable nudge;
    private final HostRooms rooms = new HostRooms();

    public CreateNode(Database database, Templates templates, Runnable nudge) {
        this.database = database;
        this.templates = templates;
        this.nudge = nudge;
    }

    /** What came of an order. */
    public sealed interface Outcome {
        /** It has a place, or waits for a person; the operation tells how it goes on. */
        record Accepted(Node node, OperationId operation) implements Outcome {}

        record Refused(NodeRefusal refusal) implements Outcome {}
    }

    /** Where a node would go. */
    public sealed interface Preview {
        record Placed(String host, Resources resources) implements Preview {}

        record Refused(NodeRefusal refusal) implements Preview {}
    }

    public Outcome create(NodeOrder order) {
        Outcome outcome = Placements.alone(database, tx -> create(tx, order));
        if (outcome instanceof Outcome.Accepted) nudge.run();
        return outcome;
    }

    /** Where the node would go now, or why nowhere; nothing is written. */
    public Preview preview(NodeOrder order) {
        return database.asPlatform(tx -> switch (prepare(tx, order)) {
            case Prepared.Refused(var refusal) -> new Preview.Refused(refusal);
            case Prepared.Ready ready
            when Policies.verdict(tx, ready.tenant(), ready.terms()) instanceof Verdict.Refuse refuse ->
                new Preview.Refused(new NodeRefusal.NotAllowed(refuse.by().text(), refuse.reason()));
            case Prepared.Ready ready ->
                switch (find(tx, ready, order)) {
                    case Place.None(var nowhere) -> new Preview.Refused(new NodeRefusal.NoCapacity(nowhere));
                    case Place.Found place ->
                        new Preview.Placed(place.hostName(), ready.terms().resources());
                };
        });
    }

    /** As {@link #create(NodeOrder)}, in a transaction of {@link Placements}; whoever commits it nudges. */
    public Outcome create(DSLContext tx, NodeOrder order) {
        return switch (prepare(tx, order)) {
            case Prepared.Refused(var refusal) -> new Outcome.Refused(refusal);
            case Prepared.Ready ready ->
                switch (Policies.verdict(tx, ready.tenant(), ready.terms())) {
                    case Verdict.Refuse refuse ->
                        new Outcome.Refused(
                                new NodeRefusal.NotAllowed(refuse.by().text(), refuse.reason()));
                    case Verdict.Ask ask -> ask(tx, order, ready, ask);
                    case Verdict.Approve approve -> approve(tx, order, ready, approve);
                };
        };
    }

    private Outcome approve(DSLContext tx, NodeOrder order, Prepared.Ready ready, Verdict.Approve approve) {
        Optional<String> lacking = FundsCheck.of(tx, order.tenant(), ready.terms());
        if (lacking.isPresent()) return new Outcome.Refused(new NodeRefusal.NoFunds(lacking.get()));
        return switch (find(tx, ready, order)) {
            case Place.None(var nowhere) -> new Outcome.Refused(new NodeRefusal.NoCapacity(nowhere));
            case Place.Found place -> {
                Asking asking = accept(tx, order, ready, Verdict.USUALLY_WITHIN, null);
                Requests.decide(tx, asking.request(), true, approve.by(), approve.reason());
                Match.lease(tx, asking.request(), ready.template(), pool(order), place, approve.by());
                OperationId operation = asking.operation();
                Operations.done(tx, operation, NodeStep.indexOf(asking.steps(), NodeStep.Phase.APPROVE), "by policy");
                Operations.done(
                        tx, operation, NodeStep.indexOf(asking.steps(), NodeStep.Phase.RESERVE), "a host has room");
                yield new Outcome.Accepted(asking.node(), operation);
            }
        };
    }

    /** The request waits for a person. */
    private static Outcome ask(DSLContext tx, NodeOrder order, Prepared.Ready ready, Verdict.Ask ask) {
        Asking asking = accept(tx, order, ready, ask.within(), ask.reason());
        Events.record(
                tx,
                new NewEvent(
                        order.tenant(),
                        ask.by(),
                        "request.pending",
                        Subject.of("request", asking.request().id()),
                        ask.reason()));
        return new Outcome.Accepted(asking.node(), asking.operation());
    }

    /** An order that has passed every check but that for room. */
    private sealed interface Prepared {
        record Ready(Template template, String name, Tenant tenant, Terms terms) implements Prepared {}

        record Refused(NodeRefusal refusal) implements Prepared {}
    }

    private Prepared prepare(DSLContext tx, NodeOrder order) {
        Optional<Tenant> tenant =
                Tenants.find(tx, new Scope.Everybody(), order.tenant().toString());
        if (tenant.isEmpty())
            return new Prepared.Refused(
                    new NodeRefusal.UnknownTenant(order.tenant().toString()));
        boolean driver = order.membership()
                .filter(of -> of.role() == Node.PoolRole.DRIVER)
                .isPresent();
        var wish = new OrderCheck.Wish(
                order.template(),
                order.version(),
                order.network(),
                order.size(),
                order.parameters(),
                order.membership().isPresent() ? Template.Kind.SHARED : Template.Kind.DEDICATED,
                driver ? Template.Role.DRIVER : Template.Role.NODE);
        return switch (OrderCheck.of(tx, templates, wish)) {
            case OrderCheck.Checked.Refused(var refusal) -> new Prepared.Refused(refusal);
            case OrderCheck.Checked.Fits fits -> prepare(tx, order, tenant.get(), fits);
        };
    }

    private static Prepared prepare(DSLContext tx, NodeOrder order, Tenant tenant, OrderCheck.Checked.Fits fits) {
        Template template = fits.template().template();
        String name = order.name() == null ? freeName(tx, order, template) : order.name();
        if (Nodes.named(tx, order.tenant(), name).isPresent())
            return new Prepared.Refused(new NodeRefusal.NameTaken(name));
        Resources need = fits.size().total();
        List<String> overQuota = QuotaCheck.forAnotherNode(tx, tenant, need);
        if (!overQuota.isEmpty()) return new Prepared.Refused(new NodeRefusal.OverQuota(overQuota));
        var terms = new Terms(
                template.name(),
                fits.template().hash(),
                fits.network(),
                fits.sizeName(),
                fits.parameters(),
                need,
                order.constraints(),
                Rates.of(tx, fits.network(), template.name(), fits.sizeName(), tenant.platformFeeBps()),
                tenant.agreement());
        return new Prepared.Ready(template, name, tenant, terms);
    }

    private Place find(DSLContext tx, Prepared.Ready ready, NodeOrder order) {
        return Match.find(
                tx, rooms, ready.terms(), ready.template(), ready.tenant().trusted(), pool(order));
    }

    private static Optional<PoolId> pool(NodeOrder order) {
        return order.membership().map(Node.Membership::pool);
    }

    /** A node that was asked for, and what was written for it. */
    private record Asking(Node node, Request request, OperationId operation, List<NodeStep> steps) {}

    private static Asking accept(
            DSLContext tx, NodeOrder order, Prepared.Ready ready, Duration decidedWithin, @Nullable String reason) {
        Node node = Nodes.insert(tx, new NewNode(order.tenant(), ready.name(), ready.terms(), order.membership()));
        Request request =
                Requests.open(tx, order.tenant(), node.id(), ready.terms(), order.requestedBy(), decidedWithin, reason);
        List<NodeStep> steps = NodeStep.of(OperationKind.CREATE_NODE, ready.template());
        OperationId operation = Operations.open(
                tx,
                OperationKind.CREATE_NODE,
                order.tenant(),
                node.id(),
                node.generation(),
                steps,
                order.requestedBy());
        Events.record(
                tx,
                new NewEvent(
                        order.tenant(),
                        order.requestedBy(),
                        "node.requested",
                        Subject.of("node", node.id()),
                        ready.name() + " of " + ready.template().name()));
        return new Asking(node, request, operation, steps);
    }

    /** The template's name and the lowest number that no node of the tenant has with it. */
    private static String freeName(DSLContext tx, NodeOrder order, Template template) {
        Set<String> taken = Nodes.namesBeginning(tx, order.tenant(), template.name() + "-");
        int number = 1;
        while (taken.contains(template.name() + "-" + number)) number++;
        return template.name() + "-" + number;
    }
}
