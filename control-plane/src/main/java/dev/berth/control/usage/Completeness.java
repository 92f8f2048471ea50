package dev.berth.control.usage;

import static dev.berth.migrations.schema.Tables.PROXY;
import static dev.berth.migrations.schema.Tables.USAGE_EPOCH;
import static org.jooq.impl.DSL.boolOr;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.select;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;

/**
 * Until when a proxy's usage is all here: the earliest claim of its epochs that are not final, for each may still owe
 * calls from then on; the latest claim when all are final. Empty while an epoch, or the proxy, has claimed nothing.
 */
public record Completeness(UUID proxy, Optional<Instant> until) {
    /** Of every proxy that is known, and of those that were forgotten while they owed calls. */
    public static List<Completeness> all(DSLContext tx) {
        Condition open = not(condition(USAGE_EPOCH.FINAL));
        // A claim that is null is earlier than all: min() would pass it over.
        var silent = boolOr(open.and(USAGE_EPOCH.COMPLETE_UNTIL.isNull()));
        var earliest = min(USAGE_EPOCH.COMPLETE_UNTIL).filterWhere(open);
        var anyOpen = boolOr(open);
        var until = field(
                        "case when {0} then null when {1} then {2} else {3} end",
                        USAGE_EPOCH.COMPLETE_UNTIL.getDataType(),
                        silent,
                        anyOpen,
                        earliest,
                        max(USAGE_EPOCH.COMPLETE_UNTIL))
                .as("until");
        var proxy = field(name("known", "proxy_id"), UUID.class);
        var known = select(USAGE_EPOCH.PROXY_ID)
                .from(USAGE_EPOCH)
                .where(open)
                .union(select(PROXY.PROXY_ID).from(PROXY))
                .asTable("known");
        return tx.select(proxy, until)
                .from(known)
                .leftJoin(USAGE_EPOCH)
                .on(USAGE_EPOCH.PROXY_ID.eq(proxy))
                .groupBy(proxy)
                .orderBy(proxy)
                .fetch(row -> new Completeness(row.value1(), Optional.ofNullable(row.value2())));
    }
}
