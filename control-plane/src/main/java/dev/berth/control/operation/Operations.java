package dev.berth.control.operation;

import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.OPERATION_STEP;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.when;

import dev.berth.control.event.Actor;
import dev.berth.control.node.NodeId;
import dev.berth.control.template.Template;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Operations as stored. */
public final class Operations {
    private static final Field<Instant> NOW = currentInstant();

    private Operations() {}

    /** Begins an operation on a generation of a node, all its steps waiting; whatever still runs on the node is cancelled. */
    public static OperationId open(
            DSLContext tx,
            OperationKind kind,
            TenantId tenant,
            NodeId node,
            int generation,
            List<NodeStep> steps,
            Actor requestedBy) {
        cancelRunning(tx, node, "SUPERSEDED", "another operation was asked for: " + kind.text());
        var id = tx.insertInto(OPERATION)
                .set(OPERATION.TENANT_ID, tenant.value())
                .set(OPERATION.KIND, kind.text())
                .set(OPERATION.NODE_ID, node.value())
                .set(OPERATION.GENERATION, generation)
                .set(OPERATION.REQUESTED_BY, requestedBy.text())
                .returning(OPERATION.OPERATION_ID)
                .fetchSingle(OPERATION.OPERATION_ID);
        var insert = tx.insertInto(
                OPERATION_STEP,
                OPERATION_STEP.OPERATION_ID,
                OPERATION_STEP.STEP,
                OPERATION_STEP.NAME,
                OPERATION_STEP.STATE);
        for (int step = 0; step < steps.size(); step++)
            insert = insert.values(id, step, steps.get(step).title(), "waiting");
        insert.execute();
        return new OperationId(id);
    }

    /** Ends a step well, such as one that was done in the transaction that opened the operation. */
    public static void done(DSLContext tx, OperationId operation, int step, String detail) {
        tx.update(OPERATION_STEP)
                .set(OPERATION_STEP.STATE, "done")
                .set(OPERATION_STEP.DETAIL, detail)
                .set(OPERATION_STEP.STARTED_AT, coalesce(OPERATION_STEP.STARTED_AT, NOW))
                .set(OPERATION_STEP.FINISHED_AT, NOW)
                .where(OPERATION_STEP.OPERATION_ID.eq(operation.value()).and(OPERATION_STEP.STEP.eq(step)))
                .execute();
    }

    /** What runs on the node begins again, from finding a place on: another generation is made on another host. */
    public static void again(DSLContext tx, NodeId node, int generation, Template template, String detail) {
        var running = tx.update(OPERATION)
                .set(OPERATION.GENERATION, generation)
                .where(OPERATION.NODE_ID.eq(node.value()).and(OPERATION.STATE.eq("running")))
                .returning(OPERATION.OPERATION_ID, OPERATION.KIND)
                .fetch();
        running.forEach(operation -> {
            OperationKind kind = OperationKind.of(operation.getKind());
            List<NodeStep> steps = NodeStep.of(kind, template);
            int first = kind == OperationKind.CREATE_NODE ? NodeStep.indexOf(steps, NodeStep.Phase.RESERVE) : 0;
            tx.update(OPERATION_STEP)
                    .set(
                            OPERATION_STEP.STATE,
                            when(OPERATION_STEP.STEP.eq(first), "running").otherwise("waiting"))
                    .set(
                            OPERATION_STEP.DETAIL,
                            when(OPERATION_STEP.STEP.eq(first), detail).otherwise(""))
                    .setNull(OPERATION_STEP.PROGRESS)
                    .setNull(OPERATION_STEP.STARTED_AT)
                    .setNull(OPERATION_STEP.FINISHED_AT)
                    .where(OPERATION_STEP.OPERATION_ID.eq(operation.getOperationId()), OPERATION_STEP.STEP.ge(first))
                    .execute();
        });
    }

    /** Says something of a step for people, however far it has come. */
    public static void noteOn(DSLContext tx, OperationId operation, int step, String detail) {
        tx.update(OPERATION_STEP)
                .set(OPERATION_STEP.DETAIL, detail)
                .where(OPERATION_STEP.OPERATION_ID.eq(operation.value()).and(OPERATION_STEP.STEP.eq(step)))
                .execute();
    }

    /** Ends whatever runs on the node because something else was asked for. */
    public static void cancelRunning(DSLContext tx, NodeId node, String code, String reason) {
        end(tx, node, "cancelled", code, reason);
    }

    /** Ends whatever runs on the node badly. */
    public static void failRunning(DSLContext tx, NodeId node, String code, String reason) {
        end(tx, node, "failed", code, reason);
    }

    private static void end(DSLContext tx, NodeId node, String state, String code, String reason) {
        var ended = tx.update(OPERATION)
                .set(OPERATION.STATE, state)
                .set(OPERATION.ERROR_CODE, code)
                .set(OPERATION.ERROR_REASON, reason)
                .set(OPERATION.FINISHED_AT, NOW)
                .where(OPERATION.NODE_ID.eq(node.value()).and(OPERATION.STATE.eq("running")))
                .returning(OPERATION.OPERATION_ID)
                .fetch(OPERATION.OPERATION_ID);
        tx.update(OPERATION_STEP)
                .set(OPERATION_STEP.STATE, "skipped")
                .where(OPERATION_STEP.OPERATION_ID.in(ended).and(OPERATION_STEP.STATE.eq("waiting")))
                .execute();
        tx.update(OPERATION_STEP)
                .set(OPERATION_STEP.STATE, "failed")
                .set(OPERATION_STEP.DETAIL, reason)
                .set(OPERATION_STEP.FINISHED_AT, NOW)
                .where(OPERATION_STEP.OPERATION_ID.in(ended).and(OPERATION_STEP.STATE.eq("running")))
                .execute();
    }

    /** The operation under way on the node, if there is one. */
    public static Optional<OperationId> running(DSLContext tx, NodeId node) {
        return tx.select(OPERATION.OPERATION_ID)
                .from(OPERATION)
                .where(OPERATION.NODE_ID.eq(node.value()).and(OPERATION.STATE.eq("running")))
                .fetchOptional(OPERATION.OPERATION_ID)
                .map(OperationId::new);
    }
}
