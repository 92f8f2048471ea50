package dev.berth.control.billing;

import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static dev.berth.migrations.schema.Tables.TEMPLATE_VERSION;
import static dev.berth.migrations.schema.Tables.USAGE_CELL;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.val;

import dev.berth.control.billing.Tariff.NodeModel;
import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.Funding;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.usage.CallCounts;
import dev.berth.control.usage.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.GroupField;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SelectHavingStep;

/** Usage and ready time as stored, in the form that is rated. Streams hold a cursor: close them. */
final class BilledRows {
    private static final int FETCH = 1_000;

    private static final Field<BigDecimal> ANSWERED = items(Outcome.ANSWERED);
    private static final Field<BigDecimal> FAILED = items(Outcome.FAILED);
    private static final Field<BigDecimal> REFUSED = items(Outcome.REFUSED);
    private static final Field<BigDecimal> INVALID = items(Outcome.INVALID);
    private static final Field<BigDecimal> BYTES_IN = sum(USAGE_CELL.BYTES_IN);
    private static final Field<BigDecimal> BYTES_OUT = sum(USAGE_CELL.BYTES_OUT);
    private static final Field<BigDecimal> BROKEN = sum(USAGE_CELL.BROKEN);
    private static final Field<Instant> AT = min(USAGE_CELL.MINUTE);
    private static final Field<Instant> READY_TO = coalesce(READY_INTERVAL.TO_TIME, READY_INTERVAL.LAST_SEEN);

    /** What is paid out of a deposit stands in the ledger, and on no bill. A node is ready on one lease at a time. */
    private static final Condition PAID_IN_ADVANCE = exists(selectOne()
            .from(LEASE)
            .where(LEASE.NODE_ID.eq(READY_INTERVAL.NODE_ID), LEASE.FUNDING.eq(Funding.PREPAID.text()))
            .and(LEASE.STARTED_AT.le(READY_INTERVAL.FROM_TIME))
            .and(LEASE.ENDED_AT.isNull().or(LEASE.ENDED_AT.ge(READY_TO))));

    private BilledRows() {}

    /** Calls of the period, summed between the times at which any price changes; all of an endpoint's together. */
    static Stream<MeteredCalls> calls(DSLContext tx, Scope scope, Period period, PriceHistory prices) {
        return grouped(tx, scope, noCondition(), period, List.of(span(period, prices)))
                .orderBy(USAGE_CELL.TENANT_ID, USAGE_CELL.ENDPOINT_ID)
                .fetchSize(FETCH)
                .stream()
                .map(BilledRows::calls);
    }

    /** As {@link #calls}, with the parts of them that are told apart. */
    static Stream<PartOfCalls> parts(DSLContext tx, Scope scope, Period period, PriceHistory prices, Spend.By by) {
        Field<String> part = part(by);
        List<Field<?>> cuts = List.of(span(period, prices), part);
        ResultQuery<? extends Record> parts = grouped(tx, scope, noCondition(), period, cuts, part)
                .orderBy(USAGE_CELL.TENANT_ID, USAGE_CELL.ENDPOINT_ID, part)
                .fetchSize(FETCH);
        return parts.stream().map(row -> new PartOfCalls(calls(row), row.get(part)));
    }

    private static Field<String> part(Spend.By by) {
        return switch (by) {
            case DAY -> field("to_char({0} at time zone 'UTC', 'YYYY-MM-DD')", String.class, USAGE_CELL.MINUTE);
            case SKU -> USAGE_CELL.SKU;
            case ENDPOINT -> field("coalesce({0}::text, '(unknown)')", String.class, USAGE_CELL.ENDPOINT_ID);
            case KEY -> USAGE_CELL.KEY_ID;
        };
    }

    /** The calls behind a line, and behind its siblings under other prices, by hour. */
    static List<MeteredCalls> hours(DSLContext tx, Scope scope, Period period, PriceHistory prices, LineId.Calls line) {
        Condition ofLine = line.endpoint()
                .map(BilledRows::ofEndpoint)
                .orElseGet(USAGE_CELL.ENDPOINT_ID::isNull)
                .and(USAGE_CELL.NETWORK.eq(line.network()))
                .and(USAGE_CELL.SKU.eq(line.sku()));
        Field<?> hour = field("date_trunc('hour', {0}, 'UTC')", USAGE_CELL.MINUTE.getDataType(), USAGE_CELL.MINUTE);
        ResultQuery<? extends Record> hours = grouped(tx, scope, ofLine, period, List.of(span(period, prices), hour))
                .orderBy(AT);
        return hours.fetch(BilledRows::calls);
    }

    /** Its tenant is named because cells are found by tenant. */
    private static Condition ofEndpoint(EndpointId endpoint) {
        return USAGE_CELL
                .ENDPOINT_ID
                .eq(endpoint.value())
                .and(USAGE_CELL.TENANT_ID.eq(
                        select(ENDPOINT.TENANT_ID).from(ENDPOINT).where(ENDPOINT.ENDPOINT_ID.eq(endpoint.value()))));
    }

    /** Ready times that reach into the period; all of a node together. */
    static Stream<ReadyTime> ready(DSLContext tx, Scope scope, Period period) {
        return ready(tx, scope, period, noCondition()).fetchSize(FETCH).stream().map(BilledRows::ready);
    }

    /** The ready times of one node that reach into the period. */
    static List<ReadyTime> ready(DSLContext tx, Scope scope, Period period, NodeId node) {
        return ready(tx, scope, period, READY_INTERVAL.NODE_ID.eq(node.value())).fetch(BilledRows::ready);
    }

    private static SelectHavingStep<? extends Record> grouped(
            DSLContext tx, Scope scope, Condition condition, Period period, List<Field<?>> cuts, Field<?>... shown) {
        var groups = new ArrayList<GroupField>(
                List.of(USAGE_CELL.TENANT_ID, USAGE_CELL.ENDPOINT_ID, USAGE_CELL.NETWORK, USAGE_CELL.SKU));
        groups.addAll(cuts);
        return tx.select(USAGE_CELL.TENANT_ID, USAGE_CELL.ENDPOINT_ID, USAGE_CELL.NETWORK, USAGE_CELL.SKU)
                .select(shown)
                .select(AT, ANSWERED, FAILED, REFUSED, INVALID, BYTES_IN, BYTES_OUT, BROKEN)
                .from(USAGE_CELL)
                .where(scope.includes(USAGE_CELL.TENANT_ID))
                .and(USAGE_CELL.MINUTE.ge(period.from()))
                .and(USAGE_CELL.MINUTE.lt(period.to()))
                .and(condition)
                .groupBy(groups);
    }

    /** Between which two changes of prices a minute lies, as a number. */
    private static Field<Integer> span(Period period, PriceHistory prices) {
        OffsetDateTime[] changes = Stream.concat(Stream.of(period.from()), prices.changes(period).stream())
                .map(change -> change.atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
        return field("width_bucket({0}, {1})", Integer.class, USAGE_CELL.MINUTE, val(changes));
    }

    private static Field<BigDecimal> items(Outcome outcome) {
        return coalesce(sum(USAGE_CELL.ITEMS).filterWhere(USAGE_CELL.OUTCOME.eq(outcome.text())), val(BigDecimal.ZERO));
    }

    private static MeteredCalls calls(Record row) {
        return new MeteredCalls(
                new CallKey(
                        Optional.ofNullable(row.get(USAGE_CELL.TENANT_ID)).map(TenantId::new),
                        Optional.ofNullable(row.get(USAGE_CELL.ENDPOINT_ID)).map(EndpointId::new),
                        row.get(USAGE_CELL.NETWORK),
                        row.get(USAGE_CELL.SKU)),
                row.get(AT),
                new CallCounts(
                        row.get(ANSWERED).longValueExact(),
                        row.get(FAILED).longValueExact(),
                        row.get(REFUSED).longValueExact(),
                        row.get(INVALID).longValueExact(),
                        row.get(BYTES_IN).longValueExact(),
                        row.get(BYTES_OUT).longValueExact(),
                        row.get(BROKEN).longValueExact()));
    }

    private static ResultQuery<? extends Record> ready(DSLContext tx, Scope scope, Period period, Condition condition) {
        return tx.select(READY_INTERVAL.NODE_ID, READY_INTERVAL.TENANT_ID, READY_INTERVAL.FROM_TIME, READY_TO)
                .select(NODE.NETWORK, NODE.SIZE, TEMPLATE_VERSION.TEMPLATE)
                .from(READY_INTERVAL)
                .join(NODE)
                .on(NODE.NODE_ID.eq(READY_INTERVAL.NODE_ID))
                .join(TEMPLATE_VERSION)
                .on(TEMPLATE_VERSION.TEMPLATE_HASH.eq(NODE.TEMPLATE_HASH))
                .where(scope.includes(READY_INTERVAL.TENANT_ID))
                .and(READY_INTERVAL.FROM_TIME.lt(period.to()))
                .and(READY_TO.gt(period.from()))
                .andNot(PAID_IN_ADVANCE)
                .and(condition)
                .orderBy(READY_INTERVAL.TENANT_ID, READY_INTERVAL.NODE_ID, READY_INTERVAL.FROM_TIME);
    }

    private static ReadyTime ready(Record row) {
        return new ReadyTime(
                new NodeId(row.get(READY_INTERVAL.NODE_ID)),
                new TenantId(row.get(READY_INTERVAL.TENANT_ID)),
                row.get(NODE.NETWORK),
                new NodeModel(row.get(TEMPLATE_VERSION.TEMPLATE), row.get(NODE.SIZE)),
                row.get(READY_INTERVAL.FROM_TIME),
                row.get(READY_TO));
    }
}
