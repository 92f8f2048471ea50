package dev.berth.control.fleet;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.UNIT;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;

import java.util.Map;
import org.jooq.DSLContext;

/** What runs on hosts, as last seen. */
public final class HostLoads {
    private HostLoads() {}

    /** How many nodes have their place on a host, and how many of their units run. */
    public record Load(int nodes, int unitsRunning) {
        public static final Load NONE = new Load(0, 0);
    }

    /** Of each host on which any node has its place. */
    public static Map<HostId, Load> all(DSLContext tx) {
        var running = count(UNIT.UNIT_).filterWhere(UNIT.STATE.eq("running"));
        var nodes = countDistinct(LEASE.NODE_ID);
        return tx.select(LEASE.HOST_ID, nodes, running)
                .from(LEASE)
                .leftJoin(UNIT)
                .on(UNIT.NODE_ID.eq(LEASE.NODE_ID))
                .where(LEASE.ENDED_AT.isNull())
                .groupBy(LEASE.HOST_ID)
                .fetchMap(row -> new HostId(row.value1()), row -> new Load(row.value2(), row.value3()));
    }
}
