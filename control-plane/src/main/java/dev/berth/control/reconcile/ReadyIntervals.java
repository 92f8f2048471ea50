package dev.berth.control.reconcile;

import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;

import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * When nodes were ready, as the control plane saw it. An interval is open while the node is, and is touched every few seconds; one
 * that was not touched for half a minute, because the control plane was down, ends where it was last touched.
 */
final class ReadyIntervals {
    private static final Field<Instant> END = field(
            "case when {0} > now() - interval '30 seconds' then now() else {0} end",
            READY_INTERVAL.TO_TIME.getDataType(), READY_INTERVAL.LAST_SEEN);

    private ReadyIntervals() {}

    /** Each second as long as that is little work, and never less often than each ten seconds. */
    static Duration touchedEach(int nodes) {
        return Duration.ofMillis(Math.clamp(nodes, 1_000, 10_000));
    }

    static void open(DSLContext tx, NodeId node, TenantId tenant) {
        close(tx, node);
        tx.insertInto(READY_INTERVAL)
                .set(READY_INTERVAL.NODE_ID, node.value())
                .set(READY_INTERVAL.TENANT_ID, tenant.value())
                .set(READY_INTERVAL.FROM_TIME, currentInstant())
                .set(READY_INTERVAL.LAST_SEEN, currentInstant())
                .onConflictDoNothing()
                .execute();
    }

    static void touch(DSLContext tx, List<NodeId> nodes) {
        tx.update(READY_INTERVAL)
                .set(READY_INTERVAL.LAST_SEEN, currentInstant())
                .where(READY_INTERVAL.NODE_ID.eq(any(NodeId.array(nodes))))
                .and(READY_INTERVAL.TO_TIME.isNull())
                .execute();
    }

    static void close(DSLContext tx, NodeId node) {
        tx.update(READY_INTERVAL)
                .set(READY_INTERVAL.TO_TIME, END)
                .where(READY_INTERVAL.NODE_ID.eq(node.value()), READY_INTERVAL.TO_TIME.isNull())
                .execute();
    }
}
