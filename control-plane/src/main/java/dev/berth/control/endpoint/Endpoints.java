package dev.berth.control.endpoint;

import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.POOL;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.database.ListOrder;
import dev.berth.control.database.NameOrId;
import dev.berth.control.issuer.IssuerKeys;
import dev.berth.control.node.NodeId;
import dev.berth.control.pool.PoolId;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/** Endpoints as stored. */
public final class Endpoints {
    private Endpoints() {}

    /** Those of a network, and with this in their name; null: any. */
    public record Filter(@Nullable String network, @Nullable String named) {
        Condition condition() {
            Condition ofNetwork = network == null ? noCondition() : ENDPOINT.NETWORK.eq(network);
            return named == null ? ofNetwork : ofNetwork.and(ENDPOINT.NAME.contains(named));
        }
    }

    /** At most {@code limit} endpoints that are not deleted, behind {@code last} in this order. */
    public static List<Endpoint> list(
            DSLContext tx, Scope scope, Filter filter, ListOrder order, @Nullable UUID last, int limit) {
        return select(tx, scope)
                .and(ENDPOINT.DELETED_AT.isNull())
                .and(filter.condition())
                .and(order.behind(ENDPOINT, ENDPOINT.NAME, ENDPOINT.ENDPOINT_ID, last))
                .orderBy(order.by(ENDPOINT.NAME, ENDPOINT.ENDPOINT_ID))
                .limit(limit)
                .fetch(Endpoints::endpoint);
    }

    /** How many there are that are not deleted. */
    public static int count(DSLContext tx, Scope scope) {
        return tx.fetchCount(ENDPOINT, scope.includes(ENDPOINT.TENANT_ID), ENDPOINT.DELETED_AT.isNull());
    }

    /** As {@link #find}; nobody else changes it before this transaction ends. */
    public static Optional<Endpoint> lock(DSLContext tx, Scope scope, String nameOrId) {
        return find(tx, scope, nameOrId).flatMap(found -> {
            tx.selectOne()
                    .from(ENDPOINT)
                    .where(ENDPOINT.ENDPOINT_ID.eq(found.id().value()))
                    .forUpdate()
                    .execute();
            return find(tx, scope, nameOrId);
        });
    }

    /** The one endpoint of this name or id that is not deleted. A name that several tenants use finds none. */
    public static Optional<Endpoint> find(DSLContext tx, Scope scope, String nameOrId) {
        List<Endpoint> found = select(tx, scope)
                .and(ENDPOINT.DELETED_AT.isNull())
                .and(NameOrId.matches(nameOrId, ENDPOINT.NAME, ENDPOINT.ENDPOINT_ID))
                .limit(2)
                .fetch(Endpoints::endpoint);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** Adds an endpoint; empty when the tenant has one of this name. */
    static Optional<EndpointId> add(
            DSLContext tx, TenantId tenant, String name, String network, Target target, Limits limits) {
        return tx.insertInto(ENDPOINT)
                .set(ENDPOINT.TENANT_ID, tenant.value())
                .set(ENDPOINT.NAME, name)
                .set(ENDPOINT.NETWORK, network)
                .set(
                        ENDPOINT.POOL_ID,
                        target instanceof Target.ToPool to ? to.pool().value() : null)
                .set(
                        ENDPOINT.NODE_ID,
                        target instanceof Target.ToNode to ? to.node().value() : null)
                .set(allowance(limits.allowance()))
                .set(ENDPOINT.MAX_BATCH_ITEMS, limits.maxBatchItems())
                .set(lists(limits.lists()))
                .onConflictDoNothing()
                .returning(ENDPOINT.ENDPOINT_ID)
                .fetchOptional(ENDPOINT.ENDPOINT_ID)
                .map(EndpointId::new);
    }

    /** Changes what an endpoint lets through; a trigger moves the feed. */
    public static void limit(DSLContext tx, EndpointId id, Limits limits) {
        tx.update(ENDPOINT)
                .set(allowance(limits.allowance()))
                .set(ENDPOINT.MAX_BATCH_ITEMS, limits.maxBatchItems())
                .set(lists(limits.lists()))
                .where(ENDPOINT.ENDPOINT_ID.eq(id.value()))
                .execute();
    }

    /** Changes whose tokens open an endpoint; null: nobody's. A trigger moves the feed. */
    public static void trust(DSLContext tx, EndpointId id, @Nullable TokenTrust tokens) {
        tx.update(ENDPOINT)
                .set(ENDPOINT.TOKEN_JWKS, tokens == null ? null : tokens.keys().jwks())
                .set(ENDPOINT.TOKEN_JWKS_URL, tokens == null ? null : tokens.url())
                .set(ENDPOINT.TOKEN_ISSUER, tokens == null ? "" : tokens.issuer())
                .set(ENDPOINT.TOKEN_AUDIENCE, tokens == null ? "" : tokens.audience())
                .set(ENDPOINT.TOKENS_REQUIRED, tokens != null && tokens.required())
                .where(ENDPOINT.ENDPOINT_ID.eq(id.value()))
                .execute();
    }

    private static @Nullable TokenTrust tokens(Record row) {
        String jwks = row.get(ENDPOINT.TOKEN_JWKS);
        if (jwks == null) return null;
        return new TokenTrust(
                new IssuerKeys(jwks),
                row.get(ENDPOINT.TOKEN_JWKS_URL),
                row.get(ENDPOINT.TOKEN_ISSUER),
                row.get(ENDPOINT.TOKEN_AUDIENCE),
                row.get(ENDPOINT.TOKENS_REQUIRED));
    }

    private static Map<Field<?>, Object> allowance(Allowance allowance) {
        return Map.of(
                ENDPOINT.CALLS_PER_SECOND, allowance.callsPerSecond(),
                ENDPOINT.BURST, allowance.burst(),
                ENDPOINT.UNITS_PER_SECOND, allowance.unitsPerSecond(),
                ENDPOINT.CALLS_PER_DAY, allowance.callsPerDay(),
                ENDPOINT.UNITS_PER_DAY, allowance.unitsPerDay());
    }

    private static Map<Field<?>, Object> lists(Allowlists lists) {
        return Map.of(
                ENDPOINT.ALLOWED_METHODS, lists.methods().toArray(String[]::new),
                ENDPOINT.ALLOWED_ORIGINS, lists.origins().toArray(String[]::new),
                ENDPOINT.ALLOWED_SOURCES, lists.sources().toArray(String[]::new),
                ENDPOINT.ALLOWED_CONTRACTS, lists.contracts().toArray(String[]::new),
                ENDPOINT.LISTS_DRY_RUN, lists.dryRun());
    }

    /** Deletes an endpoint; a trigger revokes its keys. */
    static void delete(DSLContext tx, EndpointId id) {
        tx.update(ENDPOINT)
                .set(ENDPOINT.DELETED_AT, currentInstant())
                .where(ENDPOINT.ENDPOINT_ID.eq(id.value()))
                .and(ENDPOINT.DELETED_AT.isNull())
                .execute();
    }

    private static SelectConditionStep<? extends Record> select(DSLContext tx, Scope scope) {
        return tx.select(ENDPOINT.fields())
                .select(TENANT.NAME, POOL.NAME, NODE.NAME)
                .from(ENDPOINT)
                .join(TENANT)
                .on(TENANT.TENANT_ID.eq(ENDPOINT.TENANT_ID))
                .leftJoin(POOL)
                .on(POOL.POOL_ID.eq(ENDPOINT.POOL_ID))
                .leftJoin(NODE)
                .on(NODE.NODE_ID.eq(ENDPOINT.NODE_ID))
                .where(scope.includes(ENDPOINT.TENANT_ID));
    }

    private static Endpoint endpoint(Record row) {
        var pool = row.get(ENDPOINT.POOL_ID);
        return new Endpoint(
                new EndpointId(row.get(ENDPOINT.ENDPOINT_ID)),
                new TenantId(row.get(ENDPOINT.TENANT_ID)),
                row.get(TENANT.NAME),
                row.get(ENDPOINT.NAME),
                row.get(ENDPOINT.NETWORK),
                pool == null
                        ? new Target.ToNode(new NodeId(row.get(ENDPOINT.NODE_ID)), row.get(NODE.NAME))
                        : new Target.ToPool(new PoolId(pool), row.get(POOL.NAME)),
                new Limits(
                        new Allowance(
                                row.get(ENDPOINT.CALLS_PER_SECOND),
                                row.get(ENDPOINT.BURST),
                                row.get(ENDPOINT.UNITS_PER_SECOND),
                                row.get(ENDPOINT.CALLS_PER_DAY),
                                row.get(ENDPOINT.UNITS_PER_DAY)),
                        row.get(ENDPOINT.MAX_BATCH_ITEMS),
                        new Allowlists(
                                List.of(row.get(ENDPOINT.ALLOWED_METHODS)),
                                List.of(row.get(ENDPOINT.ALLOWED_ORIGINS)),
                                List.of(row.get(ENDPOINT.ALLOWED_SOURCES)),
                                List.of(row.get(ENDPOINT.ALLOWED_CONTRACTS)),
                                row.get(ENDPOINT.LISTS_DRY_RUN))),
                tokens(row),
                row.get(ENDPOINT.CREATED_AT),
                row.get(ENDPOINT.DELETED_AT));
    }
}
