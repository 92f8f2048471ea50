package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.RESERVATION;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;

import dev.berth.control.placement.Resources;
import dev.berth.control.placement.Shortage;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;

/** What a tenant may have in all, whether a person approves what it asks for, and whether it is trusted without isolation. */
public record Standing(TenantId tenant, boolean trusted, boolean personApproves, int nodes, Resources quota) {
    /** GPUs have no quota yet. */
    private static final int ANY_GPU = Integer.MAX_VALUE;

    public static Optional<Standing> of(DSLContext tx, TenantId tenant) {
        return tx.selectFrom(TENANT)
                .where(TENANT.TENANT_ID.eq(tenant.value()))
                .fetchOptional(row -> new Standing(
                        tenant,
                        row.getTrusted(),
                        row.getApprovalPolicy().equals("person"),
                        row.getQuotaNodes(),
                        new Resources(
                                row.getQuotaCpuMillis(), row.getQuotaMemoryBytes(), row.getQuotaDiskBytes(), ANY_GPU)));
    }

    /** What one node more would lack of the quota, in words; empty when it is within. */
    public List<String> shortOf(DSLContext tx, Resources need) {
        var phrases = new ArrayList<String>();
        int there = tx.fetchCount(NODE, NODE.TENANT_ID.eq(tenant.value()), NODE.GONE_AT.isNull());
        if (there >= nodes) phrases.add("quota of " + nodes + " nodes, " + there + " are there");
        phrases.addAll(shortOfResources(tx, need));
        return phrases;
    }

    /** As {@link #shortOf}, for a node that is already there and has no place yet. */
    List<String> shortOfResources(DSLContext tx, Resources need) {
        Resources held = tx.select(
                        total(RESERVATION.CPU_MILLIS), total(RESERVATION.MEMORY_BYTES), total(RESERVATION.DISK_BYTES))
                .from(RESERVATION)
                .where(RESERVATION.TENANT_ID.eq(tenant.value()))
                .fetchSingle(row -> new Resources(
                        row.value1().longValueExact(),
                        row.value2().longValueExact(),
                        row.value3().longValueExact(),
                        0));
        return Shortage.of(need, quota.minus(held)).stream()
                .map(shortage -> "quota: " + shortage)
                .toList();
    }

    private static Field<BigDecimal> total(Field<Long> column) {
        return coalesce(sum(column), inline(BigDecimal.ZERO));
    }
}
