package dev.berth.control.limit;

import static dev.berth.migrations.schema.Tables.DAY_GRANT;
import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.left;
import static org.jooq.impl.DSL.length;

import dev.berth.contract.v1.LimitDemand;
import dev.berth.contract.v1.LimitId;
import dev.berth.contract.v1.LimitShare;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/**
 * What was given away of limits per day, as stored. A piece is written down before it is given, so it is never given twice,
 * whoever restarts; days are those of the database's clock, in UTC, and never go back.
 */
final class DayGrants {
    private static final Field<Instant> NOW = field("clock_timestamp()", SQLDataType.INSTANT);
    private static final int ENDPOINT_ID_LENGTH = 36;
    private static final int MOST_HOLDERS = 10_000;

    private DayGrants() {}

    /** Takes back what {@code demand} returns, and gives what it wants, as far as the day has it. */
    static LimitShare give(DSLContext tx, LimitDemand demand) {
        LimitId limit = demand.getLimit();
        String kind = limit.getKind() == LimitId.Kind.CALLS_PER_DAY ? "calls" : "units";
        boolean isNew = tx.insertInto(DAY_GRANT)
                        .set(DAY_GRANT.OF_ID, limit.getOf())
                        .set(DAY_GRANT.KIND, kind)
                        .set(DAY_GRANT.DAY, LocalDate.EPOCH)
                        .set(DAY_GRANT.GRANTED, 0L)
                        .onConflictDoNothing()
                        .execute()
                == 1;
        var row = tx.selectFrom(DAY_GRANT)
                .where(DAY_GRANT.OF_ID.eq(limit.getOf()))
                .and(DAY_GRANT.KIND.eq(kind))
                .forUpdate()
                .fetchSingle();
        Instant now = tx.select(NOW).fetchSingle(NOW);
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate day = row.getDay().isAfter(today) ? row.getDay() : today;
        long before = row.getDay().equals(day) ? row.getGranted() : 0;
        if (demand.getReturned() > 0 && demand.getReturnedDay() == day.toEpochDay())
            before = Math.max(0, before - demand.getReturned());
        long left = Math.max(0, wholeDay(tx, demand) - before);
        if (isNew && isOfHolder(limit) && !hasRoomForHolder(tx, limit, today)) left = 0;
        long granted = Math.clamp(demand.getWanted(), 0, left);
        row.setDay(day);
        row.setGranted(before + granted);
        row.update();
        Instant ends = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return LimitShare.newBuilder()
                .setLimit(limit)
                .setGranted(granted)
                .setDay(day.toEpochDay())
                .setDayEndsMs(ends.toEpochMilli() - now.toEpochMilli())
                .build();
    }

    /** The limit as it is set now, or as a token says within that; 0 when there is none, or nothing that it is of. */
    private static long wholeDay(DSLContext tx, LimitDemand demand) {
        LimitId limit = demand.getLimit();
        boolean calls = limit.getKind() == LimitId.Kind.CALLS_PER_DAY;
        if (isOfHolder(limit)) return isThere(tx, limit) ? Math.max(0, demand.getByToken()) : 0;
        return isOfEndpoint(limit)
                ? tx.select(calls ? ENDPOINT.CALLS_PER_DAY : ENDPOINT.UNITS_PER_DAY)
                        .from(ENDPOINT)
                        .where(ENDPOINT.ENDPOINT_ID.eq(UUID.fromString(limit.getOf())))
                        .and(ENDPOINT.DELETED_AT.isNull())
                        .fetchOptional(row -> row.value1())
                        .orElse(0L)
                : tx.select(calls ? ENDPOINT_KEY.CALLS_PER_DAY : ENDPOINT_KEY.UNITS_PER_DAY)
                        .from(ENDPOINT_KEY)
                        .where(ENDPOINT_KEY.KEY_ID.eq(limit.getOf()))
                        .and(ENDPOINT_KEY.REVOKED_AT.isNull())
                        .fetchOptional(row -> row.value1())
                        .orElse(0L);
    }

    private static boolean isThere(DSLContext tx, LimitId ofHolder) {
        return tx.fetchExists(tx.selectOne()
                .from(ENDPOINT)
                .where(ENDPOINT.ENDPOINT_ID.eq(UUID.fromString(endpointOf(ofHolder))))
                .and(ENDPOINT.DELETED_AT.isNull()));
    }

    /** Issuers say who the holders are, so those of an endpoint are bounded; what is of days before is forgotten first. */
    private static boolean hasRoomForHolder(DSLContext tx, LimitId limit, LocalDate today) {
        Condition ofEndpoint = left(DAY_GRANT.OF_ID, inline(ENDPOINT_ID_LENGTH))
                .eq(endpointOf(limit))
                .and(length(DAY_GRANT.OF_ID).gt(inline(ENDPOINT_ID_LENGTH)));
        tx.deleteFrom(DAY_GRANT)
                .where(ofEndpoint)
                .and(DAY_GRANT.DAY.lt(today))
                .and(DAY_GRANT.OF_ID.ne(limit.getOf()))
                .execute();
        return tx.fetchCount(DAY_GRANT, ofEndpoint) <= MOST_HOLDERS;
    }

    private static boolean isOfEndpoint(LimitId limit) {
        return limit.getOf().length() == ENDPOINT_ID_LENGTH;
    }

    private static boolean isOfHolder(LimitId limit) {
        return limit.getOf().length() > ENDPOINT_ID_LENGTH;
    }

    private static String endpointOf(LimitId limit) {
        return limit.getOf().substring(0, ENDPOINT_ID_LENGTH);
    }
}
