package dev.berth.control.reconcile;

import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.OPERATION_STEP;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.operation.NodeStep;
import dev.berth.control.operation.OperationId;
import dev.berth.control.operation.OperationKind;
import dev.berth.control.template.Template;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** An operation under way, and how it stands in the database. */
record RunningOperation(OperationId id, List<NodeStep> steps) {
    static Optional<RunningOperation> read(DSLContext tx, OperationId id, Template template) {
        return tx.select(OPERATION.KIND)
                .from(OPERATION)
                .where(OPERATION.OPERATION_ID.eq(id.value()), OPERATION.STATE.eq("running"))
                .forUpdate()
                .fetchOptional(OPERATION.KIND)
                .map(kind -> new RunningOperation(id, NodeStep.of(OperationKind.of(kind), template)));
    }

    /** The first {@code done} steps are done and the next one is under way; all done, the operation has succeeded. */
    void move(DSLContext tx, int done, String detail) {
        tx.update(OPERATION_STEP)
                .set(OPERATION_STEP.STATE, "done")
                .set(OPERATION_STEP.STARTED_AT, coalesce(OPERATION_STEP.STARTED_AT, currentInstant()))
                .set(OPERATION_STEP.FINISHED_AT, currentInstant())
                .where(OPERATION_STEP.OPERATION_ID.eq(id.value()))
                .and(OPERATION_STEP.STEP.lt(done))
                .and(OPERATION_STEP.STATE.ne("done"))
                .execute();
        if (done == steps.size()) {
            tx.update(OPERATION)
                    .set(OPERATION.STATE, "succeeded")
                    .set(OPERATION.FINISHED_AT, currentInstant())
                    .where(OPERATION.OPERATION_ID.eq(id.value()))
                    .execute();
            return;
        }
        tx.update(OPERATION_STEP)
                .set(OPERATION_STEP.STATE, "running")
                .set(OPERATION_STEP.DETAIL, detail)
                .set(OPERATION_STEP.STARTED_AT, coalesce(OPERATION_STEP.STARTED_AT, currentInstant()))
                .where(OPERATION_STEP.OPERATION_ID.eq(id.value()), OPERATION_STEP.STEP.eq(done))
                .and(OPERATION_STEP.STATE.ne("running").or(OPERATION_STEP.DETAIL.ne(detail)))
                .execute();
    }
}
