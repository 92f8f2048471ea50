package dev.berth.control.endpoint;

import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.POOL;

import dev.berth.control.database.NameOrId;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.node.NodeId;
import dev.berth.control.pool.PoolId;
import dev.berth.control.secret.KeyText;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Gives a tenant an endpoint, with its first key, on a pool or on a dedicated node of its own. */
public final class CreateEndpoint {
    private final IssueKey issueKey;

    public CreateEndpoint(IssueKey issueKey) {
        this.issueKey = issueKey;
    }

    /**
     * What is asked for.
     *
     * @param target the name or id of a pool, or of a node of the tenant's
     * @param tokens whose tokens open it; null: nobody's
     */
    public record Wish(
            TenantId tenant,
            String name,
            boolean onPool,
            String target,
            Limits limits,
            @Nullable TokenTrust tokens) {}

    /** What came of it. */
    public sealed interface Outcome {
        record Created(Endpoint endpoint, KeyText key) implements Outcome {}

        record NameTaken() implements Outcome {}

        record NoSuchTarget() implements Outcome {}
    }

    private record Destination(String network, Target target) {}

    public Outcome create(DSLContext tx, Wish wish, Actor actor) {
        Optional<Destination> destination =
                wish.onPool() ? pool(tx, wish.target()) : node(tx, wish.tenant(), wish.target());
        if (destination.isEmpty()) return new Outcome.NoSuchTarget();
        var network = destination.get().network();
        var added = Endpoints.add(
                tx, wish.tenant(), wish.name(), network, destination.get().target(), wish.limits());
        if (added.isEmpty()) return new Outcome.NameTaken();
        if (wish.tokens() != null) Endpoints.trust(tx, added.get(), wish.tokens());
        var endpoint = Endpoints.find(
                        tx, new Scope.OneTenant(wish.tenant()), added.get().toString())
                .orElseThrow();
        Events.record(
                tx,
                new NewEvent(
                        wish.tenant(),
                        actor,
                        "endpoint.created",
                        Subject.of("endpoint", endpoint.id()),
                        wish.name() + " on " + endpoint.target().name()));
        return new Outcome.Created(endpoint, issueKey.issue(tx, endpoint, IssueKey.Wish.PLAIN, actor));
    }

    private static Optional<Destination> pool(DSLContext tx, String nameOrId) {
        return tx.selectFrom(POOL)
                .where(NameOrId.matches(nameOrId, POOL.NAME, POOL.POOL_ID))
                .and(POOL.DELETED_AT.isNull())
                .fetchOptional(row -> new Destination(
                        row.getNetwork(), new Target.ToPool(new PoolId(row.getPoolId()), row.getName())));
    }

    private static Optional<Destination> node(DSLContext tx, TenantId tenant, String nameOrId) {
        return tx.selectFrom(NODE)
                .where(NameOrId.matches(nameOrId, NODE.NAME, NODE.NODE_ID))
                .and(NODE.TENANT_ID.eq(tenant.value()))
                .and(NODE.POOL_ID.isNull())
                .and(NODE.GONE_AT.isNull())
                .and(NODE.DESIRED.notIn("retained", "deleted"))
                .fetchOptional(row -> new Destination(
                        row.getNetwork(), new Target.ToNode(new NodeId(row.getNodeId()), row.getName())));
    }
}
