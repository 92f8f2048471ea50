package dev.berth.control.usage;

import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.TENANT;
import static dev.berth.migrations.schema.Tables.USAGE_CELL;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import dev.berth.control.database.NameOrId;
import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.usage.UsageQuery.By;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Usage as stored: a total for each minute, summed here by what is asked for. */
public final class UsageCells {
    private static final Field<BigDecimal> CALLS = sum(USAGE_CELL.ITEMS).as("sum_items");
    private static final Field<BigDecimal> BYTES_IN = sum(USAGE_CELL.BYTES_IN).as("sum_bytes_in");
    private static final Field<BigDecimal> BYTES_OUT = sum(USAGE_CELL.BYTES_OUT).as("sum_bytes_out");
    private static final Field<BigDecimal> BROKEN = sum(USAGE_CELL.BROKEN).as("sum_broken");

    private UsageCells() {}

    /**
     * At most {@code limit} sums, in the order of their keys, behind {@code after}; from the first when that is null.
     * Throws IllegalArgumentException when {@code after} is not a place among the sums of this query.
     */
    public static List<UsageSum> sums(
            DSLContext tx, Scope scope, UsageQuery query, UsageSum.@Nullable Place after, int limit) {
        List<By> keys = query.by().stream().sorted().toList();
        Table<?> sums = grouped(scope, query, keys).asTable("sums");
        List<Field<String>> texts = keys.stream().map(key -> text(sums, key)).toList();
        var columns = new ArrayList<Field<?>>(texts);
        columns.addAll(List.of(sums.fields()));
        Table<?> named = sums;
        if (keys.contains(By.TENANT)) {
            columns.add(TENANT.NAME.as(nameColumn(By.TENANT)));
            named = named.leftJoin(TENANT).on(TENANT.TENANT_ID.eq(sums.field(column(By.TENANT), UUID.class)));
        }
        if (keys.contains(By.ENDPOINT)) {
            columns.add(ENDPOINT.NAME.as(nameColumn(By.ENDPOINT)));
            named = named.leftJoin(ENDPOINT).on(ENDPOINT.ENDPOINT_ID.eq(sums.field(column(By.ENDPOINT), UUID.class)));
        }
        return tx.select(columns)
                .from(named)
                .where(behind(texts, after))
                .orderBy(texts)
                .limit(limit)
                .fetch(found -> one(found, keys));
    }

    private static Select<?> grouped(Scope scope, UsageQuery query, List<By> keys) {
        List<Field<?>> groups = keys.stream().<Field<?>>map(UsageCells::stored).toList();
        var columns = new ArrayList<Field<?>>();
        for (By key : keys) columns.add(stored(key).as(column(key)));
        columns.addAll(List.of(CALLS, BYTES_IN, BYTES_OUT, BROKEN));
        return select(columns).from(USAGE_CELL).where(condition(scope, query)).groupBy(groups);
    }

    private static Condition condition(Scope scope, UsageQuery query) {
        return scope.includes(USAGE_CELL.TENANT_ID)
                .and(USAGE_CELL.MINUTE.ge(query.from()))
                .and(USAGE_CELL.MINUTE.lt(query.to()))
                .and(given(query.endpoint(), UsageCells::ofEndpoint))
                .and(given(query.network(), USAGE_CELL.NETWORK::eq))
                .and(given(query.sku(), USAGE_CELL.SKU::eq))
                .and(given(query.outcome(), outcome -> USAGE_CELL.OUTCOME.eq(outcome.text())));
    }

    private static <T> Condition given(@Nullable T filter, Function<T, Condition> condition) {
        return filter == null ? noCondition() : condition.apply(filter);
    }

    private static Condition ofEndpoint(String nameOrId) {
        return USAGE_CELL.ENDPOINT_ID.in(select(ENDPOINT.ENDPOINT_ID)
                .from(ENDPOINT)
                .where(NameOrId.matches(nameOrId, ENDPOINT.NAME, ENDPOINT.ENDPOINT_ID)));
    }

    private static Field<?> stored(By key) {
        return switch (key) {
            case TENANT -> USAGE_CELL.TENANT_ID;
            case ENDPOINT -> USAGE_CELL.ENDPOINT_ID;
            case NETWORK -> USAGE_CELL.NETWORK;
            case SKU -> USAGE_CELL.SKU;
            case OUTCOME -> USAGE_CELL.OUTCOME;
            case HOUR -> field("date_trunc('hour', {0}, 'UTC')", USAGE_CELL.MINUTE.getDataType(), USAGE_CELL.MINUTE);
        };
    }

    private static String column(By key) {
        return "by_" + key.text();
    }

    /** A key as text that sorts as the key does: the empty text where there is none. */
    private static Field<String> text(Table<?> sums, By key) {
        Field<?> value = sums.field(column(key));
        Field<String> text = key == By.HOUR
                ? field(
                        "to_char({0} at time zone 'UTC', {1})",
                        String.class, value, inline("YYYY-MM-DD\"T\"HH24:MI:SS\"Z\""))
                : field("coalesce({0}::text, '')", String.class, value);
        return field("{0} collate \"C\"", String.class, text);
    }

    private static Condition behind(List<Field<String>> texts, UsageSum.@Nullable Place after) {
        if (after == null) return noCondition();
        if (after.values().size() != texts.size())
            throw new IllegalArgumentException("cursor: of " + after.values().size()
                    + " keys (expected: one of this query, of " + texts.size() + ")");
        return row(texts).gt(row(after.values().toArray()));
    }

    private static UsageSum one(Record found, List<By> keys) {
        var values = new EnumMap<By, String>(By.class);
        for (int i = 0; i < keys.size(); i++) values.put(keys.get(i), found.get(i, String.class));
        Function<By, Optional<String>> known =
                key -> Optional.ofNullable(values.get(key)).filter(text -> !text.isEmpty());
        return new UsageSum(
                known.apply(By.TENANT).map(TenantId::parse),
                name(found, keys, By.TENANT),
                known.apply(By.ENDPOINT).map(EndpointId::parse),
                name(found, keys, By.ENDPOINT),
                known.apply(By.NETWORK),
                known.apply(By.SKU),
                known.apply(By.OUTCOME).map(Outcome::parse),
                known.apply(By.HOUR).map(Instant::parse),
                count(found, CALLS),
                count(found, BYTES_IN),
                count(found, BYTES_OUT),
                count(found, BROKEN),
                new UsageSum.Place(List.copyOf(values.values())));
    }

    private static Optional<String> name(Record found, List<By> keys, By key) {
        return keys.contains(key) ? Optional.ofNullable(found.get(nameColumn(key), String.class)) : Optional.empty();
    }

    private static String nameColumn(By key) {
        return "name_of_" + key.text();
    }

    private static long count(Record found, Field<BigDecimal> column) {
        return found.get(column.getName(), BigDecimal.class).longValueExact();
    }
}
