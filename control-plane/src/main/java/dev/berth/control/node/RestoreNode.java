package dev.berth.control.node;

import dev.berth.control.approval.Policies;
import dev.berth.control.approval.Verdict;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.lease.FollowLease;
import dev.berth.control.lease.FundsCheck;
import dev.berth.control.lease.HostRooms;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.Match;
import dev.berth.control.lease.Place;
import dev.berth.control.lease.QuotaCheck;
import dev.berth.control.lease.Rates;
import dev.berth.control.lease.Request;
import dev.berth.control.lease.Requests;
import dev.berth.control.lease.Terms;
import dev.berth.control.operation.NodeStep;
import dev.berth.control.operation.OperationId;
import dev.berth.control.operation.OperationKind;
import dev.berth.control.operation.Operations;
import dev.berth.control.template.StoredTemplate;
import dev.berth.control.template.Template;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.Tenants;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Brings a node back of which only the data was kept: the same node in its next generation, on the host where its data is, as it
 * was asked for, at the price of now.
 */
public final class RestoreNode {
    private final Templates templates;
    private final HostRooms rooms = new HostRooms();

    public RestoreNode(Templates templates) {
        this.templates = templates;
    }

    /** What came of a wish. */
    public sealed interface Outcome {
        record Accepted(OperationId operation) implements Outcome {}

        record NotFound() implements Outcome {}

        /** It is not in a state to be restored. */
        record NotNow(String code, String reason) implements Outcome {}

        record Refused(NodeRefusal refusal) implements Outcome {}
    }

    /** In a transaction of {@link dev.berth.control.lease.Placements}; whoever commits it nudges. */
    public Outcome restore(DSLContext tx, Scope scope, NodeId id, Actor by) {
        Optional<Node> found =
                Nodes.lock(tx, scope, id).filter(node -> node.goneAt().isEmpty());
        if (found.isEmpty()) return new Outcome.NotFound();
        Node node = found.get();
        if (node.desired() != Node.Desired.RETAINED)
            return new Outcome.NotNow("NOT_RETAINED", "the node is not one of which only the data is kept");
        Optional<Lease> data =
                Leases.open(tx, id).map(Lease::id).flatMap(lease -> FollowLease.ofData(tx, scope, lease));
        return data.map(held -> restore(tx, node, held, by))
                .orElseGet(() -> new Outcome.NotNow(
                        "NOT_RETAINED", "the node is still being removed, or the time to keep its data is over"));
    }

    private Outcome restore(DSLContext tx, Node node, Lease data, Actor by) {
        StoredTemplate stored = templates.version(tx, node.template()).orElseThrow();
        if (!stored.approved())
            return new Outcome.Refused(
                    new NodeRefusal.NotApproved(stored.template().name()));
        Tenant tenant = Tenants.find(tx, new Scope.Everybody(), node.tenant().toString())
                .orElseThrow();
        Request before = Optional.ofNullable(
                        Requests.latest(tx, List.of(node.id())).get(node.id()))
                .orElseThrow();
        Terms asked = before.terms();
        Terms terms = asked.at(
                Rates.of(tx, asked.network(), asked.template(), asked.size(), tenant.platformFeeBps()),
                tenant.agreement());
        List<String> overQuota =
                QuotaCheck.forResources(tx, tenant, terms.resources().minus(data.held()));
        if (!overQuota.isEmpty()) return new Outcome.Refused(new NodeRefusal.OverQuota(overQuota));
        return switch (verdict(tx, tenant, terms, before)) {
            case Verdict.Refuse refuse ->
                new Outcome.Refused(new NodeRefusal.NotAllowed(refuse.by().text(), refuse.reason()));
            case Verdict.Ask ask ->
                new Outcome.Refused(new NodeRefusal.NotAllowed(
                        ask.by().text(), "its terms are not those that were approved, and " + ask.reason()));
            case Verdict.Approve approve -> restore(tx, node, data, terms, stored.template(), tenant, approve, by);
        };
    }

    /** Who asks a person has had the answer when the terms are those that were approved before. */
    private static Verdict verdict(DSLContext tx, Tenant tenant, Terms terms, Request before) {
        Verdict verdict = Policies.verdict(tx, tenant, terms);
        return verdict instanceof Verdict.Ask && terms.hash().equals(before.termsHash())
                ? new Verdict.Approve(new Actor("approval:before"), "the terms are those that were approved before")
                : verdict;
    }

    private Outcome restore(
            DSLContext tx,
            Node node,
            Lease data,
            Terms terms,
            Template template,
            Tenant tenant,
            Verdict.Approve approve,
            Actor by) {
        Optional<String> lacking = FundsCheck.of(tx, node.tenant(), terms);
        if (lacking.isPresent()) return new Outcome.Refused(new NodeRefusal.NoFunds(lacking.get()));
        return switch (Match.findInPlaceOf(tx, rooms, data, terms, template, tenant.trusted())) {
            case Place.None(var nowhere) -> new Outcome.Refused(new NodeRefusal.NoCapacity(nowhere));
            case Place.Found place -> {
                Request request = Requests.open(tx, node.tenant(), node.id(), terms, by, Verdict.USUALLY_WITHIN, null);
                Requests.decide(tx, request, true, approve.by(), approve.reason());
                FollowLease.withNode(tx, data);
                Match.lease(tx, request, template, Optional.empty(), place, approve.by());
                yield new Outcome.Accepted(begin(tx, node, template, by));
            }
        };
    }

    private static OperationId begin(DSLContext tx, Node node, Template template, Actor by) {
        int generation = node.generation() + 1;
        Nodes.want(tx, node.id(), Node.Desired.RUNNING, generation);
        List<NodeStep> steps = NodeStep.of(OperationKind.RESTORE_NODE, template);
        OperationId operation =
                Operations.open(tx, OperationKind.RESTORE_NODE, node.tenant(), node.id(), generation, steps, by);
        Operations.done(tx, operation, NodeStep.indexOf(steps, NodeStep.Phase.APPROVE), "");
        Operations.done(
                tx, operation, NodeStep.indexOf(steps, NodeStep.Phase.RESERVE), "the host of its data has room");
        Events.record(
                tx,
                new NewEvent(
                        node.tenant(),
                        by,
                        "node.restored",
                        Subject.of("node", node.id()),
                        "on the data that was kept, generation " + generation));
        return operation;
    }
}
