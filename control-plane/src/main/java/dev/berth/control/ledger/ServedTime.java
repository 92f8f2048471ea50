package dev.berth.control.ledger;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.sum;

import dev.berth.control.lease.LeaseId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * For how many whole seconds the nodes of leases were ready while they were leased, counted as bills count them: from
 * the second a node became ready in until the second it ceased to be in.
 */
public final class ServedTime {
    private static final Field<Instant> READY_TO = coalesce(READY_INTERVAL.TO_TIME, READY_INTERVAL.LAST_SEEN);
    private static final Field<Instant> FROM = greatest(READY_INTERVAL.FROM_TIME, LEASE.STARTED_AT);
    private static final Field<Instant> TO = least(READY_TO, coalesce(LEASE.ENDED_AT, READY_TO));
    private static final Field<BigDecimal> SECONDS =
            sum(field("greatest({0} - {1}, 0)", BigDecimal.class, second(TO), second(FROM)));

    private ServedTime() {}

    public static long seconds(DSLContext tx, LeaseId lease) {
        return seconds(tx, List.of(lease)).getOrDefault(lease, 0L);
    }

    /** By lease; one whose node was never ready is missing. */
    public static Map<LeaseId, Long> seconds(DSLContext tx, Collection<LeaseId> leases) {
        var seconds = new HashMap<LeaseId, Long>();
        tx.select(LEASE.LEASE_ID, SECONDS)
                .from(LEASE)
                .join(READY_INTERVAL)
                .on(READY_INTERVAL.NODE_ID.eq(LEASE.NODE_ID))
                .where(LEASE.LEASE_ID.in(leases.stream().map(LeaseId::value).toList()))
                .and(READY_TO.gt(LEASE.STARTED_AT))
                .and(READY_INTERVAL.FROM_TIME.lt(coalesce(LEASE.ENDED_AT, READY_TO)))
                .groupBy(LEASE.LEASE_ID)
                .forEach(row ->
                        seconds.put(new LeaseId(row.value1()), row.value2().longValueExact()));
        return seconds;
    }

    private static Field<BigDecimal> second(Field<Instant> time) {
        return field("floor(extract(epoch from {0}))", BigDecimal.class, time);
    }
}
