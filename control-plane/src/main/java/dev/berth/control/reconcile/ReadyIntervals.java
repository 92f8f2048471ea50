package dev.berth.control.reconcile;

import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;

import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * When nodes were ready, as the control plane saw it. An interval is open while the node is, and is touched every few seconds; one
 * that was not touched for half a minute, because the control plane was down or the database's clock jumped ahead, ends where it
 * was last touched. No time is told twice of a node and none is less than nothing, though that clock jump back: an interval
 * stands until its end comes again, and none begins before the end of another.
 */
final class ReadyIntervals {
    private static final Field<Instant> END = field(
            "case when {0} > now() - interval '30 seconds' then greatest({0}, now()) else {0} end",
            READY_INTERVAL.TO_TIME.getDataType(), READY_INTERVAL.LAST_SEEN);
    private static final Field<Instant> TOUCHED =
            field("greatest({0}, now())", READY_INTERVAL.LAST_SEEN.getDataType(), READY_INTERVAL.LAST_SEEN);
    private static final Condition STALE =
            READY_INTERVAL.LAST_SEEN.le(field("now() - interval '30 seconds'", Instant.class));

    private ReadyIntervals() {}

    /** Each second as long as that is little work, and never less often than each ten seconds. */
    static Duration touchedEach(int nodes) {
        return Duration.ofMillis(Math.clamp(nodes, 1_000, 10_000));
    }

    static void open(DSLContext tx, NodeId node, TenantId tenant) {
        close(tx, node);
        begin(tx, node.value(), tenant.value());
    }

    private static void begin(DSLContext tx, UUID node, UUID tenant) {
        Field<Instant> from = field(
                "greatest(now(), ({0}))",
                Instant.class,
                select(max(READY_INTERVAL.TO_TIME)).from(READY_INTERVAL).where(READY_INTERVAL.NODE_ID.eq(node)));
        tx.insertInto(READY_INTERVAL)
                .set(READY_INTERVAL.NODE_ID, node)
                .set(READY_INTERVAL.TENANT_ID, tenant)
                .set(READY_INTERVAL.FROM_TIME, from)
                .set(READY_INTERVAL.LAST_SEEN, from)
                .onConflictDoNothing()
                .execute();
    }

    /** These are ready still. */
    static void touch(DSLContext tx, List<NodeId> nodes) {
        Condition open = READY_INTERVAL.NODE_ID.eq(any(NodeId.array(nodes))).and(READY_INTERVAL.TO_TIME.isNull());
        var broken = tx.update(READY_INTERVAL)
                .set(READY_INTERVAL.TO_TIME, READY_INTERVAL.LAST_SEEN)
                .where(open, STALE)
                .returning(READY_INTERVAL.NODE_ID, READY_INTERVAL.TENANT_ID)
                .fetch();
        broken.forEach(row -> begin(tx, row.getNodeId(), row.getTenantId()));
        tx.update(READY_INTERVAL)
                .set(READY_INTERVAL.LAST_SEEN, TOUCHED)
                .where(open)
                .execute();
    }

    static void close(DSLContext tx, NodeId node) {
        tx.update(READY_INTERVAL)
                .set(READY_INTERVAL.TO_TIME, END)
                .where(READY_INTERVAL.NODE_ID.eq(node.value()), READY_INTERVAL.TO_TIME.isNull())
                .execute();
    }
}
