package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.RESERVATION;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;

import dev.berth.control.placement.Resources;
import dev.berth.control.placement.Shortage;
import dev.berth.control.tenant.Quota;
import dev.berth.control.tenant.Tenant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;

/** What a tenant lacks of its quota, in words; within a transaction of {@link Placements}. */
public final class QuotaCheck {
    private QuotaCheck() {}

    /** What one node more would lack; empty when it is within. */
    public static List<String> forAnotherNode(DSLContext tx, Tenant tenant, Resources need) {
        var phrases = new ArrayList<String>();
        int there = tx.fetchCount(NODE, NODE.TENANT_ID.eq(tenant.id().value()), NODE.GONE_AT.isNull());
        int most = tenant.quota().nodes();
        if (there >= most) phrases.add("quota: " + most + " nodes, and " + there + " are there");
        phrases.addAll(forResources(tx, tenant, need));
        return phrases;
    }

    /** What a node lacks that is there and has no place yet. */
    public static List<String> forResources(DSLContext tx, Tenant tenant, Resources need) {
        Resources held = tx.select(
                        total(RESERVATION.CPU_MILLIS), total(RESERVATION.MEMORY_BYTES), total(RESERVATION.DISK_BYTES))
                .from(RESERVATION)
                .where(RESERVATION.TENANT_ID.eq(tenant.id().value()))
                .fetchSingle(row -> new Resources(
                        row.value1().longValueExact(),
                        row.value2().longValueExact(),
                        row.value3().longValueExact(),
                        0));
        Quota quota = tenant.quota();
        var most = new Resources(quota.cpuMillis(), quota.memoryBytes(), quota.diskBytes(), need.gpu());
        return Shortage.of(need, most.minus(held)).stream()
                .map(shortage -> "quota: " + shortage)
                .toList();
    }

    private static Field<BigDecimal> total(Field<Long> column) {
        return coalesce(sum(column), inline(BigDecimal.ZERO));
    }
}
