package dev.berth.control.node;

import dev.berth.control.event.Actor;
import dev.berth.control.lease.FundsCheck;
import dev.berth.control.lease.HostRooms;
import dev.berth.control.lease.Match;
import dev.berth.control.lease.Place;
import dev.berth.control.lease.Placements;
import dev.berth.control.lease.QuotaCheck;
import dev.berth.control.lease.Request;
import dev.berth.control.lease.Requests;
import dev.berth.control.lease.Terms;
import dev.berth.control.pool.PoolId;
import dev.berth.control.template.Template;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.Tenants;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Gives a node that had a place and lost it another one, under the terms that were approved; in a transaction of {@link Placements}. */
public final class PlaceAgain {
    private final Templates templates;
    private final HostRooms rooms = new HostRooms();

    public PlaceAgain(Templates templates) {
        this.templates = templates;
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Placed() implements Outcome {}

        /** Nothing is written; reasons are each host's. */
        record Refused(String code, String reason) implements Outcome {}
    }

    /** The node holds no lease. */
    public Outcome run(DSLContext tx, Node node, Actor by) {
        Request request = Requests.latest(tx, List.of(node.id())).get(node.id());
        if (request == null || request.state() != Request.State.MATCHED)
            return new Outcome.Refused("NOT_PLACED", "the node waits for its first place");
        Terms terms = request.terms();
        Tenant tenant = Tenants.find(tx, new Scope.Everybody(), node.tenant().toString())
                .orElseThrow();
        List<String> overQuota = QuotaCheck.forResources(tx, tenant, terms.resources());
        if (!overQuota.isEmpty()) return new Outcome.Refused("QUOTA", String.join("; ", overQuota));
        Optional<String> lacking = FundsCheck.of(tx, node.tenant(), terms);
        if (lacking.isPresent()) return new Outcome.Refused("INSUFFICIENT_FUNDS", lacking.get());
        Template template = templates.required(tx, node.template()).template();
        Optional<PoolId> pool = node.membership().map(Node.Membership::pool);
        return switch (Match.find(tx, rooms, terms, template, tenant.trusted(), pool)) {
            case Place.None(var nowhere) -> new Outcome.Refused("NO_CAPACITY", String.join("; ", nowhere.reasons()));
            case Place.Found place -> {
                Match.lease(tx, request, template, pool, place, by);
                yield new Outcome.Placed();
            }
        };
    }
}
