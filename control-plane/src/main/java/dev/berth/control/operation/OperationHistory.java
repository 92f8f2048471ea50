package dev.berth.control.operation;

import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.OPERATION_STEP;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.database.JsonColumns;
import dev.berth.control.database.Keyset;
import dev.berth.control.database.NameOrId;
import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.migrations.schema.tables.records.OperationStepRecord;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Operations as people ask for them: what was asked for, and how far it came. */
public final class OperationHistory {
    private OperationHistory() {}

    /** Which operations; null means any. A node is named by its name or id. */
    public record Filter(@Nullable String node, Operation.@Nullable State state) {
        Condition condition() {
            Condition onNode = node == null ? noCondition() : NameOrId.matches(node, NODE.NAME, NODE.NODE_ID);
            return state == null
                    ? onNode
                    : onNode.and(OPERATION.STATE.eq(state.name().toLowerCase(Locale.ROOT)));
        }
    }

    public static Optional<Operation> find(DSLContext tx, Scope scope, OperationId id) {
        return fetch(tx, scope, OPERATION.OPERATION_ID.eq(id.value()), 1).stream()
                .findFirst();
    }

    /** At most {@code limit} operations that are older than {@code before}, the newest first. */
    public static List<Operation> before(DSLContext tx, Scope scope, Filter filter, @Nullable UUID before, int limit) {
        return fetch(tx, scope, filter.condition().and(Keyset.before(OPERATION.OPERATION_ID, before)), limit);
    }

    private static List<Operation> fetch(DSLContext tx, Scope scope, Condition condition, int limit) {
        var rows = tx.select(OPERATION.fields())
                .select(TENANT.NAME, NODE.NAME)
                .from(OPERATION)
                .join(TENANT)
                .on(TENANT.TENANT_ID.eq(OPERATION.TENANT_ID))
                .leftJoin(NODE)
                .on(NODE.NODE_ID.eq(OPERATION.NODE_ID))
                .where(scope.includes(OPERATION.TENANT_ID))
                .and(condition)
                .orderBy(OPERATION.OPERATION_ID.desc())
                .limit(limit)
                .fetch();
        Map<UUID, List<Operation.Step>> steps = steps(tx, rows.getValues(OPERATION.OPERATION_ID));
        return rows.map(row -> operation(row, steps.getOrDefault(row.get(OPERATION.OPERATION_ID), List.of())));
    }

    private static Map<UUID, List<Operation.Step>> steps(DSLContext tx, Collection<UUID> operations) {
        return tx.selectFrom(OPERATION_STEP)
                .where(OPERATION_STEP.OPERATION_ID.in(operations))
                .orderBy(OPERATION_STEP.OPERATION_ID, OPERATION_STEP.STEP)
                .fetchGroups(OPERATION_STEP.OPERATION_ID, OperationHistory::step);
    }

    private static Operation.Step step(Record row) {
        OperationStepRecord step = row.into(OPERATION_STEP);
        JSONB progress = step.getProgress();
        return new Operation.Step(
                step.getStep(),
                step.getName(),
                Operation.StepState.valueOf(step.getState().toUpperCase(Locale.ROOT)),
                step.getDetail(),
                progress == null ? Optional.empty() : Optional.of(JsonColumns.tree(progress)),
                Optional.ofNullable(step.getStartedAt()),
                Optional.ofNullable(step.getFinishedAt()));
    }

    private static Operation operation(Record row, List<Operation.Step> steps) {
        UUID node = row.get(OPERATION.NODE_ID);
        return new Operation(
                new OperationId(row.get(OPERATION.OPERATION_ID)),
                new TenantId(row.get(OPERATION.TENANT_ID)),
                row.get(TENANT.NAME),
                OperationKind.of(row.get(OPERATION.KIND)),
                node == null
                        ? Optional.empty()
                        : Optional.of(new Operation.OnNode(new NodeId(node), row.get(NODE.NAME))),
                Operation.State.valueOf(row.get(OPERATION.STATE).toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.get(OPERATION.ERROR_CODE)),
                Optional.ofNullable(row.get(OPERATION.ERROR_REASON)),
                steps,
                row.get(OPERATION.REQUESTED_BY),
                row.get(OPERATION.CREATED_AT),
                Optional.ofNullable(row.get(OPERATION.FINISHED_AT)));
    }
}
