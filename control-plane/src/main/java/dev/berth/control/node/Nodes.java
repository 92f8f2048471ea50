package dev.berth.control.node;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.NODE_STATE;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectOne;

import dev.berth.control.advice.Advices;
import dev.berth.control.database.JsonColumns;
import dev.berth.control.database.ListOrder;
import dev.berth.control.database.NameOrId;
import dev.berth.control.disk.NodeDisks;
import dev.berth.control.fleet.HostId;
import dev.berth.control.pool.PoolId;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.migrations.schema.tables.records.NodeRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Nodes as stored. */
public final class Nodes {
    private Nodes() {}

    /**
     * Which nodes are wanted; null means any.
     *
     * @param states none: any but {@code DELETED}
     * @param gone those as well that are deleted
     */
    public record Filter(
            @Nullable PoolId pool,
            @Nullable HostId host,
            @Nullable String network,
            @Nullable String named,
            Set<NodeState.Name> states,
            boolean gone) {
        public Filter {
            states = Set.copyOf(states);
        }

        Condition condition() {
            Condition ofPool = pool == null ? noCondition() : NODE.POOL_ID.eq(pool.value());
            Condition ofHost = host == null ? noCondition() : isOn(host);
            Condition ofNetwork = network == null ? noCondition() : NODE.NETWORK.eq(network);
            Condition ofName = named == null ? noCondition() : NODE.NAME.contains(named);
            boolean any = gone || states.contains(NodeState.Name.DELETED);
            return ofPool.and(ofHost)
                    .and(ofNetwork)
                    .and(ofName)
                    .and(any ? noCondition() : NODE.GONE_AT.isNull())
                    .and(
                            states.isEmpty()
                                    ? noCondition()
                                    : NODE_STATE.STATE.in(
                                            states.stream().map(Enum::name).toList()));
        }

        private static Condition isOn(HostId host) {
            return exists(selectOne()
                    .from(LEASE)
                    .where(LEASE.NODE_ID.eq(NODE.NODE_ID), LEASE.HOST_ID.eq(host.value()), LEASE.ENDED_AT.isNull()));
        }

        /** What the condition is about: states are found where they are asked for. */
        private Table<?> from() {
            return states.isEmpty() ? NODE : NodeStates.OF_NODES;
        }
    }

    public static Optional<Node> find(DSLContext tx, Scope scope, NodeId id) {
        return tx.selectFrom(NODE)
                .where(NODE.NODE_ID.eq(id.value()).and(scope.includes(NODE.TENANT_ID)))
                .fetchOptional(Nodes::node);
    }

    /** A node that is not gone, by its name, which is unique among its tenant's. */
    public static Optional<Node> named(DSLContext tx, TenantId tenant, String name) {
        return tx.selectFrom(NODE)
                .where(NODE.TENANT_ID.eq(tenant.value()), NODE.NAME.eq(name), NODE.GONE_AT.isNull())
                .fetchOptional(Nodes::node);
    }

    /** Names of a tenant's nodes that are not gone. */
    static Set<String> namesBeginning(DSLContext tx, TenantId tenant, String beginning) {
        return tx.select(NODE.NAME)
                .from(NODE)
                .where(NODE.TENANT_ID.eq(tenant.value()), NODE.NAME.startsWith(beginning), NODE.GONE_AT.isNull())
                .fetchSet(NODE.NAME);
    }

    /** The node of this id, or the one that is not gone of this name. A name that several tenants use finds none. */
    public static Optional<Node> find(DSLContext tx, Scope scope, String nameOrId) {
        List<Node> found = tx.selectFrom(NODE)
                .where(scope.includes(NODE.TENANT_ID))
                .and(NameOrId.matches(nameOrId, NODE.NAME, NODE.NODE_ID))
                .and(NODE.GONE_AT.isNull().or(NODE.NODE_ID.cast(String.class).eq(nameOrId)))
                .limit(2)
                .fetch(Nodes::node);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** Names of these nodes by id, of those that are gone too. */
    public static Map<UUID, String> names(DSLContext tx, Collection<NodeId> nodes) {
        return tx.select(NODE.NODE_ID, NODE.NAME)
                .from(NODE)
                .where(NODE.NODE_ID.eq(any(NodeId.array(nodes))))
                .fetchMap(NODE.NODE_ID, NODE.NAME);
    }

    /** At most {@code limit} nodes behind {@code last} in this order. */
    public static List<Node> list(
            DSLContext tx, Scope scope, Filter filter, ListOrder order, @Nullable UUID last, int limit) {
        return tx.select(NODE.fields())
                .from(filter.from())
                .where(scope.includes(NODE.TENANT_ID))
                .and(filter.condition())
                .and(order.behind(NODE, NODE.NAME, NODE.NODE_ID, last))
                .orderBy(order.by(NODE.NAME, NODE.NODE_ID))
                .limit(limit)
                .fetch(row -> node(row.into(NODE)));
    }

    /** These nodes, by id. */
    public static Map<NodeId, Node> all(DSLContext tx, Collection<NodeId> nodes) {
        return tx.selectFrom(NODE)
                .where(NODE.NODE_ID.eq(any(NodeId.array(nodes))))
                .fetchMap(row -> new NodeId(row.getNodeId()), Nodes::node);
    }

    /** Every node of which something is left, or wanted, in the order they were asked for. */
    public static List<Node> inUse(DSLContext tx) {
        return tx.selectFrom(NODE)
                .where(NODE.GONE_AT.isNull())
                .orderBy(NODE.NODE_ID)
                .fetch(Nodes::node);
    }

    /** Those of these nodes of which something is left, or wanted. */
    public static List<Node> inUse(DSLContext tx, Collection<NodeId> nodes) {
        return tx.selectFrom(NODE)
                .where(NODE.NODE_ID.eq(any(NodeId.array(nodes))), NODE.GONE_AT.isNull())
                .fetch(Nodes::node);
    }

    /** The members and the driver of a pool that are not gone, by name. */
    public static List<Node> ofPool(DSLContext tx, PoolId pool) {
        return tx.selectFrom(NODE)
                .where(NODE.POOL_ID.eq(pool.value()), NODE.GONE_AT.isNull())
                .orderBy(NODE.NAME)
                .fetch(Nodes::node);
    }

    /** Locks the node against other changes until the transaction ends. */
    public static Optional<Node> lock(DSLContext tx, Scope scope, NodeId id) {
        return tx.selectFrom(NODE)
                .where(NODE.NODE_ID.eq(id.value()).and(scope.includes(NODE.TENANT_ID)))
                .forNoKeyUpdate()
                .fetchOptional(Nodes::node);
    }

    static Node insert(DSLContext tx, NewNode node) {
        return node(tx.insertInto(NODE)
                .set(NODE.TENANT_ID, node.tenant().value())
                .set(NODE.NAME, node.name())
                .set(NODE.NETWORK, node.terms().network())
                .set(NODE.TEMPLATE_HASH, node.terms().templateHash().value())
                .set(NODE.SIZE, node.terms().size())
                .set(NODE.PARAMETERS, JsonColumns.jsonb(node.terms().parameters()))
                .set(
                        NODE.POOL_ID,
                        node.membership().map(of -> of.pool().value()).orElse(null))
                .set(
                        NODE.POOL_ROLE,
                        node.membership().map(of -> lower(of.role())).orElse(null))
                .set(
                        NODE.POOL_REVISION,
                        node.membership().map(Node.Membership::revision).orElse(0))
                .returning()
                .fetchSingle());
    }

    /** What is wanted of it from now on, in that generation. */
    public static void want(DSLContext tx, NodeId id, Node.Desired desired, int generation) {
        tx.update(NODE)
                .set(NODE.DESIRED, lower(desired))
                .set(NODE.GENERATION, generation)
                .where(NODE.NODE_ID.eq(id.value()))
                .execute();
    }

    /** What becomes of it when its host is to be emptied or is lost, from now on. */
    public static void onDrain(DSLContext tx, NodeId id, Node.OnDrain onDrain) {
        tx.update(NODE)
                .set(NODE.ON_DRAIN, onDrain.text())
                .where(NODE.NODE_ID.eq(id.value()))
                .execute();
    }

    /** What becomes of it when its data is lost, from now on. */
    public static void onDataLoss(DSLContext tx, NodeId id, Node.OnDataLoss onDataLoss) {
        tx.update(NODE)
                .set(NODE.ON_DATA_LOSS, onDataLoss.text())
                .where(NODE.NODE_ID.eq(id.value()))
                .execute();
    }

    /** Of the node nothing but its data is wanted any more, and that until then. */
    static void retain(DSLContext tx, NodeId id, Instant until) {
        tx.update(NODE)
                .set(NODE.DESIRED, lower(Node.Desired.RETAINED))
                .set(NODE.RETAINED_UNTIL, until)
                .where(NODE.NODE_ID.eq(id.value()))
                .execute();
    }

    /** Until when the data of a node was to be kept when that was last wanted. */
    public static Optional<Instant> retainedUntil(DSLContext tx, NodeId id) {
        return tx.select(NODE.RETAINED_UNTIL)
                .from(NODE)
                .where(NODE.NODE_ID.eq(id.value()))
                .fetchOptional(NODE.RETAINED_UNTIL);
    }

    /** Notes that it answers: from the first time on it may have data worth keeping. */
    public static void answered(DSLContext tx, NodeId id) {
        tx.update(NODE)
                .set(NODE.ANSWERED_AT, currentInstant())
                .where(NODE.NODE_ID.eq(id.value()), NODE.ANSWERED_AT.isNull())
                .execute();
    }

    /** Notes that the node was restarted for that revision of its pool. */
    static void revised(DSLContext tx, NodeId id, int revision) {
        tx.update(NODE)
                .set(NODE.POOL_REVISION, revision)
                .where(NODE.NODE_ID.eq(id.value()))
                .execute();
    }

    /** A newer generation is the wanted one from now on; false when it, or one after it, is that already. */
    public static boolean adopt(DSLContext tx, NodeId id, int generation) {
        return tx.update(NODE)
                        .set(NODE.GENERATION, generation)
                        .where(NODE.NODE_ID.eq(id.value()), NODE.GENERATION.lt(generation))
                        .execute()
                > 0;
    }

    /** Says that nothing of the node is left. */
    public static void gone(DSLContext tx, NodeId id) {
        tx.update(NODE)
                .set(NODE.GONE_AT, currentInstant())
                .where(NODE.NODE_ID.eq(id.value()), NODE.GONE_AT.isNull())
                .execute();
        NodeDisks.forget(tx, id);
        Advices.forget(tx, id);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Node node(NodeRecord row) {
        return new Node(
                new NodeId(row.getNodeId()),
                new TenantId(row.getTenantId()),
                row.getName(),
                row.getNetwork(),
                new TemplateHash(row.getTemplateHash()),
                row.getSize(),
                JsonColumns.read(row.getParameters(), Parameters.class),
                Optional.ofNullable(row.getPoolId())
                        .map(pool -> new Node.Membership(
                                new PoolId(pool),
                                Node.PoolRole.valueOf(row.getPoolRole().toUpperCase(Locale.ROOT)),
                                row.getPoolRevision())),
                Node.OnDrain.of(row.getOnDrain()),
                Node.OnDataLoss.of(row.getOnDataLoss()),
                Node.Desired.valueOf(row.getDesired().toUpperCase(Locale.ROOT)),
                row.getGeneration(),
                row.getCreatedAt(),
                Optional.ofNullable(row.getGoneAt()));
    }
}
