package dev.berth.control.fleet;

import static dev.berth.migrations.schema.Tables.HOST;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;

import java.math.BigDecimal;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.TableField;
import org.jooq.impl.SQLDataType;

/** What all hosts together have for nodes, those left out that are decommissioned. */
public record FleetTotals(int hosts, Host.Share allocatable, Host.Share reserved) {
    public static FleetTotals of(DSLContext tx) {
        Field<Long> cpu = total(HOST.ALLOCATABLE_CPU_MILLIS);
        Field<Long> memory = total(HOST.ALLOCATABLE_MEMORY_BYTES);
        Field<Long> disk = total(HOST.ALLOCATABLE_DISK_BYTES);
        Field<Long> gpu = total(HOST.ALLOCATABLE_GPU);
        Field<Long> heldCpu = total(HOST.RESERVED_CPU_MILLIS);
        Field<Long> heldMemory = total(HOST.RESERVED_MEMORY_BYTES);
        Field<Long> heldDisk = total(HOST.RESERVED_DISK_BYTES);
        Field<Long> heldGpu = total(HOST.RESERVED_GPU);
        return tx.select(count(), cpu, memory, disk, gpu, heldCpu, heldMemory, heldDisk, heldGpu)
                .from(HOST)
                .where(HOST.STATE.ne(Host.State.DECOMMISSIONED.column()))
                .fetchSingle(row -> new FleetTotals(
                        row.value1(),
                        new Host.Share(
                                row.get(cpu),
                                row.get(memory),
                                row.get(disk),
                                row.get(gpu).intValue()),
                        new Host.Share(
                                row.get(heldCpu),
                                row.get(heldMemory),
                                row.get(heldDisk),
                                row.get(heldGpu).intValue())));
    }

    private static Field<Long> total(TableField<?, ? extends Number> amount) {
        return coalesce(sum(amount), inline(BigDecimal.ZERO))
                .cast(SQLDataType.BIGINT)
                .as("total_" + amount.getName());
    }
}
