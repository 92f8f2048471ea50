package dev.berth.control.usage;

import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static dev.berth.migrations.schema.Tables.USAGE_CELL;
import static org.jooq.impl.DSL.cast;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.when;

import dev.berth.control.database.NameOrId;
import dev.berth.control.tenant.Scope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Usage as stored, over time. */
public final class Traffic {
    static final int MOST_SERIES = 20;

    /** All series that are not among the largest, together. */
    static final String OTHER = "(other)";

    private static final Field<BigDecimal> ITEMS = sum(USAGE_CELL.ITEMS);

    private Traffic() {}

    /** The largest series, the largest first; what the others have is summed as {@value #OTHER}, which is last. */
    public static List<TrafficSeries> series(DSLContext tx, Scope scope, TrafficQuery query) {
        Condition asked = condition(scope, query);
        Field<String> key = key(query.by());
        List<String> keys = tx.select(key)
                .from(USAGE_CELL)
                .where(asked)
                .groupBy(key)
                .orderBy(ITEMS.desc(), key)
                .limit(MOST_SERIES + 1)
                .fetch(key);
        List<String> shown = keys.size() > MOST_SERIES ? keys.subList(0, MOST_SERIES - 1) : keys;
        Map<String, String> names = names(tx, scope, query.by(), shown);
        Map<String, List<TrafficSeries.Point>> points = points(tx, asked, query, key, shown);
        var series = new ArrayList<TrafficSeries>();
        points.forEach((id, its) -> series.add(new TrafficSeries(id, names.getOrDefault(id, id), its)));
        return series;
    }

    private static Map<String, List<TrafficSeries.Point>> points(
            DSLContext tx, Condition asked, TrafficQuery query, Field<String> key, List<String> shown) {
        var points = new LinkedHashMap<String, List<TrafficSeries.Point>>();
        for (String id : shown) points.put(id, new ArrayList<>());
        var cells = select(
                        field(
                                        "extract(epoch from date_trunc({0}, {1}, 'UTC'))::bigint",
                                        Long.class, inline(query.step().text()), USAGE_CELL.MINUTE)
                                .as("at"),
                        when(key.in(shown), key).else_(inline(OTHER)).as("series"),
                        USAGE_CELL.ITEMS.as("items"),
                        USAGE_CELL.BYTES_IN.plus(USAGE_CELL.BYTES_OUT).as("bytes"))
                .from(USAGE_CELL)
                .where(asked)
                .asTable("cells");
        Field<Long> at = field("cells.at", Long.class);
        Field<String> series = field("cells.series", String.class);
        tx.select(at, series, sum(field("cells.items", Long.class)), sum(field("cells.bytes", Long.class)))
                .from(cells)
                .groupBy(at, series)
                .orderBy(at)
                .forEach(row -> points.computeIfAbsent(row.value2(), _ -> new ArrayList<>())
                        .add(new TrafficSeries.Point(
                                row.value1(),
                                row.value3().longValueExact(),
                                row.value4().longValueExact())));
        return points;
    }

    private static Condition condition(Scope scope, TrafficQuery query) {
        String endpoint = query.endpoint();
        Condition ofEndpoint = endpoint == null
                ? noCondition()
                : USAGE_CELL.ENDPOINT_ID.in(select(ENDPOINT.ENDPOINT_ID)
                        .from(ENDPOINT)
                        .where(scope.includes(ENDPOINT.TENANT_ID))
                        .and(NameOrId.matches(endpoint, ENDPOINT.NAME, ENDPOINT.ENDPOINT_ID)));
        return scope.includes(USAGE_CELL.TENANT_ID)
                .and(USAGE_CELL.MINUTE.ge(query.from()))
                .and(USAGE_CELL.MINUTE.lt(query.to()))
                .and(ofEndpoint);
    }

    private static Field<String> key(TrafficQuery.By by) {
        return switch (by) {
            case NONE -> field("cast('all' as text)", String.class);
            case OUTCOME -> USAGE_CELL.OUTCOME;
            case SKU -> USAGE_CELL.SKU;
            case KEY -> USAGE_CELL.KEY_ID;
            case ENDPOINT -> coalesce(cast(USAGE_CELL.ENDPOINT_ID, SQLDataType.CLOB), inline("(unknown)"));
        };
    }

    /** What people call them. */
    private static Map<String, String> names(DSLContext tx, Scope scope, TrafficQuery.By by, List<String> ids) {
        return switch (by) {
            case NONE, OUTCOME, SKU -> Map.of();
            case KEY ->
                tx.select(ENDPOINT_KEY.KEY_ID, ENDPOINT_KEY.NAME)
                        .from(ENDPOINT_KEY)
                        .where(ENDPOINT_KEY.KEY_ID.in(ids))
                        .and(scope.includes(ENDPOINT_KEY.TENANT_ID))
                        .and(ENDPOINT_KEY.NAME.ne(""))
                        .fetchMap(ENDPOINT_KEY.KEY_ID, ENDPOINT_KEY.NAME);
            case ENDPOINT -> {
                var names = new LinkedHashMap<String, String>();
                tx.select(ENDPOINT.ENDPOINT_ID, ENDPOINT.NAME)
                        .from(ENDPOINT)
                        .where(ENDPOINT.ENDPOINT_ID.in(uuids(ids)))
                        .and(scope.includes(ENDPOINT.TENANT_ID))
                        .forEach(row -> names.put(row.value1().toString(), row.value2()));
                yield names;
            }
        };
    }

    private static List<UUID> uuids(List<String> ids) {
        return ids.stream()
                .filter(id -> id.length() == 36)
                .map(UUID::fromString)
                .toList();
    }
}
