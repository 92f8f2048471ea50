package dev.berth.control.lease;

import dev.berth.control.approval.Policies;
import dev.berth.control.approval.Verdict;
import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.node.Node;
import dev.berth.control.node.Nodes;
import dev.berth.control.operation.NodeStep;
import dev.berth.control.operation.OperationKind;
import dev.berth.control.operation.Operations;
import dev.berth.control.pool.PoolId;
import dev.berth.control.template.StoredTemplate;
import dev.berth.control.template.Template;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.Tenants;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;

/** A person's decision about a pending request, bound to the terms that the person saw; and what follows from it. */
public final class DecideRequest {
    private static final Scope EVERYBODY = new Scope.Everybody();

    private final Database database;
    private final Templates templates;
    private final Runnable nudge;
    private final HostRooms rooms = new HostRooms();

    public DecideRequest(Database database, Templates templates, Runnable nudge) {
        this.database = database;
        this.templates = templates;
        this.nudge = nudge;
    }

    /** What came of a decision. */
    public sealed interface Outcome {
        record Decided(Request request) implements Outcome {}

        record NotFound() implements Outcome {}

        /** It was not decided as wished. {@code reasons} are shown as they are. */
        record Refused(String code, List<String> reasons) implements Outcome {}
    }

    /** Approves, and makes the lease in the same transaction. */
    public Outcome approve(RequestId id, String termsHash, Actor by, String reason) {
        Outcome outcome = Placements.alone(
                database, tx -> pending(tx, id, termsHash).decide(request -> approve(tx, request, by, reason)));
        if (outcome instanceof Outcome.Decided) nudge.run();
        return outcome;
    }

    /** Rejects: the node is gone, and its operation fails with the reason. */
    public Outcome reject(RequestId id, String termsHash, Actor by, String reason) {
        return database.asPlatform(tx -> pending(tx, id, termsHash).decide(request -> {
            Requests.decide(tx, request, false, by, reason);
            return close(tx, request, Request.State.REJECTED, by, reason.isEmpty() ? "rejected by a person" : reason);
        }));
    }

    /** Ends the pending requests that nobody can approve any more: too late, withdrawn, or refused by now; how many. */
    public int expire() {
        return database.asPlatform(tx -> {
            List<Request> pending = Requests.lockPending(tx);
            int ended = 0;
            for (Request request : pending)
                if (overtaken(tx, request)
                        .map(why -> close(tx, request, why.state(), why.by(), why.reason()))
                        .isPresent()) ended++;
            return ended;
        });
    }

    /** What has ended a request while it waited. */
    private record Overtaken(Request.State state, Actor by, String reason) {}

    private static Optional<Overtaken> overtaken(DSLContext tx, Request request) {
        if (request.expiresAt()
                .filter(expiry -> !expiry.isAfter(Database.now(tx)))
                .isPresent())
            return Optional.of(
                    new Overtaken(Request.State.EXPIRED, new Actor("policy:expiry"), "nobody decided in time"));
        boolean wanted = Nodes.find(tx, EVERYBODY, request.node())
                .filter(node -> node.goneAt().isEmpty() && node.desired() != Node.Desired.DELETED)
                .isPresent();
        if (!wanted)
            return Optional.of(new Overtaken(
                    Request.State.WITHDRAWN, Actor.RECONCILER, "the node was deleted before it was decided"));
        return Policies.verdict(tx, tenant(tx, request), request.terms()) instanceof Verdict.Refuse refuse
                ? Optional.of(new Overtaken(Request.State.REJECTED, refuse.by(), refuse.reason()))
                : Optional.empty();
    }

    private Outcome approve(DSLContext tx, Request request, Actor by, String reason) {
        Optional<Overtaken> overtaken = overtaken(tx, request);
        if (overtaken.isPresent()) {
            Overtaken why = overtaken.get();
            close(tx, request, why.state(), why.by(), why.reason());
            return new Outcome.Refused(why.state().name(), List.of(why.reason()));
        }
        Tenant tenant = tenant(tx, request);
        Optional<String> changed = rewriteTerms(tx, request, tenant);
        if (changed.isPresent()) return new Outcome.Refused("TERMS_CHANGED", List.of(changed.get()));
        Node node = Nodes.find(tx, EVERYBODY, request.node()).orElseThrow();
        StoredTemplate stored = templates.version(tx, node.template()).orElseThrow();
        if (!stored.approved())
            return new Outcome.Refused(
                    "TEMPLATE_NOT_APPROVED",
                    List.of("this version of template " + stored.template().name() + " is not approved any more"));
        List<String> lacking = new ArrayList<>(
                QuotaCheck.forResources(tx, tenant, request.terms().resources()));
        if (!lacking.isEmpty()) return new Outcome.Refused("QUOTA", lacking);
        FundsCheck.of(tx, request.tenant(), request.terms()).ifPresent(lacking::add);
        if (!lacking.isEmpty()) return new Outcome.Refused("INSUFFICIENT_FUNDS", lacking);
        return match(tx, request, node, stored.template(), tenant, by, reason);
    }

    private Outcome match(
            DSLContext tx, Request request, Node node, Template template, Tenant tenant, Actor by, String reason) {
        Optional<PoolId> pool = node.membership().map(Node.Membership::pool);
        return switch (Match.find(tx, rooms, request.terms(), template, tenant.trusted(), pool)) {
            case Place.None(var nowhere) -> new Outcome.Refused("NO_CAPACITY", nowhere.reasons());
            case Place.Found place -> {
                Requests.decide(tx, request, true, by, reason);
                Match.lease(tx, request, template, pool, place, by);
                Operations.running(tx, node.id()).ifPresent(operation -> {
                    List<NodeStep> steps = NodeStep.of(OperationKind.CREATE_NODE, template);
                    Operations.done(tx, operation, NodeStep.indexOf(steps, NodeStep.Phase.APPROVE), "by " + by);
                    Operations.done(tx, operation, NodeStep.indexOf(steps, NodeStep.Phase.RESERVE), "a host has room");
                });
                yield decided(tx, request, "request.approved", by, reason);
            }
        };
    }

    /** Puts price and agreement as they are now into the request, when they are others; says what is other. */
    private static Optional<String> rewriteTerms(DSLContext tx, Request request, Tenant tenant) {
        Terms asked = request.terms();
        Lease.Rate rate = Rates.of(tx, asked.network(), asked.template(), asked.size(), tenant.platformFeeBps());
        Terms now = asked.at(rate.sameAs(asked.rate()) ? asked.rate() : rate, tenant.agreement());
        if (now.hash().equals(request.termsHash())) return Optional.empty();
        Request rewritten = Requests.rewrite(tx, request.id(), now);
        String what = "the terms are others now (" + asked.rate().text() + ", "
                + asked.agreement().text() + "; now "
                + now.rate().text() + ", " + now.agreement().text() + "): look at them and decide about terms "
                + rewritten.termsHash();
        Events.record(
                tx,
                new NewEvent(
                        request.tenant(),
                        new Actor("policy:terms"),
                        "request.terms-changed",
                        Subject.of("request", request.id()),
                        what));
        return Optional.of(what);
    }

    private static Tenant tenant(DSLContext tx, Request request) {
        return Tenants.find(tx, EVERYBODY, request.tenant().toString()).orElseThrow();
    }

    private static Outcome close(DSLContext tx, Request request, Request.State state, Actor by, String reason) {
        Requests.move(tx, request.id(), state, reason);
        if (state != Request.State.WITHDRAWN) {
            Operations.failRunning(tx, request.node(), state.name(), reason);
            Nodes.gone(tx, request.node());
        }
        return decided(tx, request, "request." + state.name().toLowerCase(Locale.ROOT), by, reason);
    }

    private static Outcome decided(DSLContext tx, Request request, String kind, Actor by, String reason) {
        Events.record(tx, new NewEvent(request.tenant(), by, kind, Subject.of("request", request.id()), reason));
        return new Outcome.Decided(Requests.find(tx, EVERYBODY, request.id()).orElseThrow());
    }

    /** A request that may be decided, or why it may not. */
    private record Pending(Optional<Request> request, Outcome otherwise) {
        Outcome decide(Function<Request, Outcome> decision) {
            return request.map(decision).orElse(otherwise);
        }
    }

    private static Pending pending(DSLContext tx, RequestId id, String termsHash) {
        Optional<Request> request = Requests.lock(tx, id);
        if (request.isEmpty()) return new Pending(request, new Outcome.NotFound());
        Request found = request.get();
        if (found.state() != Request.State.PENDING)
            return refuse(
                    "NOT_PENDING", "the request is " + found.state().name().toLowerCase(Locale.ROOT));
        if (!found.termsHash().equals(termsHash))
            return refuse("TERMS_CHANGED", "came: terms " + termsHash + ", expected: " + found.termsHash());
        return new Pending(request, new Outcome.NotFound());
    }

    private static Pending refuse(String code, String reason) {
        return new Pending(Optional.empty(), new Outcome.Refused(code, List.of(reason)));
    }
}
