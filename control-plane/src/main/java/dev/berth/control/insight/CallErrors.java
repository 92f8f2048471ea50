package dev.berth.control.insight;

import static dev.berth.migrations.schema.Tables.CALL_ERROR;
import static org.jooq.impl.DSL.val;

import dev.berth.contract.v1.EndpointTally;
import dev.berth.contract.v1.ErrorTally;
import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.tenant.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** How calls failed, as stored: those alike together. Nothing in it was written by a caller or a node. */
public final class CallErrors {
    private static final int MOST_LISTED = 200;
    private static final Pattern METHOD = Pattern.compile("[!-~]{1,100}");

    /** What would be the two hundredth group of an endpoint's hour goes to the one of all others. */
    private static final String ADD = """
        with told as (
            select e.endpoint_id, e.tenant_id, t.method, t.refusal, t.code, t.http_status, t.items,
                   now() - t.first_ago * interval '1 millisecond' as first_at,
                   now() - t.last_ago * interval '1 millisecond' as last_at, t.request_ids
            from unnest({0}::uuid[], {1}::text[], {2}::text[], {3}::integer[], {4}::integer[], {5}::bigint[],
                        {6}::bigint[], {7}::bigint[], {8}::text[])
                 as t (endpoint_id, method, refusal, code, http_status, items, first_ago, last_ago, request_ids)
            join endpoint e on e.endpoint_id = t.endpoint_id
        ), taken as (
            select endpoint_id, count(*) as groups from call_error
            where at = date_trunc('hour', now(), 'UTC') and endpoint_id in (select endpoint_id from told)
            group by endpoint_id
        ), placed as (
            select told.*, known.endpoint_id is not null or coalesce(taken.groups, 0) < 200 as fits
            from told
            left join taken on taken.endpoint_id = told.endpoint_id
            left join call_error known on known.endpoint_id = told.endpoint_id and known.at = date_trunc('hour', now(), 'UTC')
                 and known.method = told.method and known.refusal = told.refusal and known.code = told.code
                 and known.http_status = told.http_status
        ), named as (
            select endpoint_id, tenant_id, case when fits then method else '(other)' end as method,
                   case when fits then refusal else '' end as refusal, case when fits then code else 0 end as code,
                   case when fits then http_status else 0 end as http_status, items, first_at, last_at, request_ids
            from placed
        )
        insert into call_error (endpoint_id, tenant_id, at, method, refusal, code, http_status, items, first_at, last_at, request_ids)
        select endpoint_id, tenant_id, date_trunc('hour', now(), 'UTC'), method, refusal, code, http_status, sum(items)::bigint,
               min(first_at), max(last_at),
               first_five(string_to_array(string_agg(request_ids, ',' order by last_at desc), ','))
        from named
        group by endpoint_id, tenant_id, method, refusal, code, http_status
        order by endpoint_id, method, refusal, code, http_status
        on conflict (endpoint_id, at, method, refusal, code, http_status) do update
        set items = call_error.items + excluded.items,
            first_at = least(call_error.first_at, excluded.first_at),
            last_at = greatest(call_error.last_at, excluded.last_at),
            request_ids = first_five(excluded.request_ids || call_error.request_ids)\
        """;

    private static final String READ = """
        select method, refusal, code, http_status, sum(items)::bigint as items, min(first_at) as first_at, max(last_at) as last_at,
               first_five(string_to_array(string_agg(array_to_string(request_ids, ','), ',' order by at desc), ',')) as request_ids
        from call_error
        where {0} and last_at >= {1}::timestamptz
        group by method, refusal, code, http_status
        order by last_at desc, method, refusal, code, http_status
        limit {2}\
        """;

    private static final String FORGET = "delete from call_error where at < now() - interval '7 days'";

    private CallErrors() {}

    /** One group of an endpoint. */
    private record Told(String endpoint, ErrorTally error) {}

    /** Adds what a proxy tells; endpoints that there are not are left out. */
    static void add(DSLContext tx, List<EndpointTally> tallies) {
        List<Told> told = tallies.stream()
                .flatMap(tally -> tally.getErrorsList().stream().map(error -> new Told(tally.getEndpointId(), error)))
                .toList();
        if (told.isEmpty()) return;
        tx.execute(
                ADD,
                val(told.stream().map(one -> UUID.fromString(one.endpoint)).toArray(UUID[]::new)),
                val(told.stream().map(one -> method(one.error)).toArray(String[]::new)),
                val(told.stream().map(one -> refusal(one.error)).toArray(String[]::new)),
                val(told.stream().map(one -> one.error.getCode()).toArray(Integer[]::new)),
                val(told.stream().map(one -> one.error.getHttpStatus()).toArray(Integer[]::new)),
                val(numbers(told, one -> one.error.getItems())),
                val(numbers(told, one -> (long) one.error.getFirstAgoMs())),
                val(numbers(told, one -> (long) one.error.getLastAgoMs())),
                val(told.stream().map(one -> requests(one.error)).toArray(String[]::new)));
    }

    private static Long[] numbers(List<Told> told, Function<Told, Long> number) {
        return told.stream().map(number).toArray(Long[]::new);
    }

    private static String method(ErrorTally error) {
        if (!METHOD.matcher(error.getMethod()).matches())
            throw new IllegalArgumentException("method: \"" + error.getMethod() + "\" (expected: a method table's)");
        return error.getMethod();
    }

    private static String refusal(ErrorTally error) {
        return switch (error.getRefusal()) {
            case REFUSAL_UNSPECIFIED -> "";
            default -> error.getRefusal().name();
        };
    }

    private static String requests(ErrorTally error) {
        return error.getRequestIdsList().stream()
                .map(HexFormat.of()::toHexDigits)
                .collect(Collectors.joining(","));
    }

    static void forget(DSLContext tx) {
        tx.execute(FORGET);
    }

    /** The groups of an endpoint that had an item since then, the newest first; two hundred of them at most. */
    public static List<ErrorGroup> of(DSLContext tx, Scope scope, EndpointId endpoint, Instant since) {
        return tx.resultQuery(
                        READ,
                        CALL_ERROR.ENDPOINT_ID.eq(endpoint.value()).and(scope.includes(CALL_ERROR.TENANT_ID)),
                        val(since.atOffset(ZoneOffset.UTC)),
                        val(MOST_LISTED))
                .fetch(row -> new ErrorGroup(
                        row.get("method", String.class),
                        row.get("refusal", String.class),
                        row.get("code", Integer.class),
                        row.get("http_status", Integer.class),
                        row.get("items", Long.class),
                        row.get("first_at", Instant.class),
                        row.get("last_at", Instant.class),
                        List.of(row.get("request_ids", String[].class))));
    }
}
