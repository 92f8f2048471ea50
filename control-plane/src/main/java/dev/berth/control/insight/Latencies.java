package dev.berth.control.insight;

import static dev.berth.migrations.schema.Tables.CALL_LATENCY;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.val;

import dev.berth.contract.v1.EndpointTally;
import dev.berth.control.tenant.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;

/** How long calls took, as stored. */
public final class Latencies {
    /** Adds to what the minute has: what several proxies tell is one, whoever comes first. The database's time counts. */
    private static final String ADD = """
        insert into call_latency (subject_id, tenant_id, step_seconds, at, buckets, counts)
        select subject_id, tenant_id, 60, date_trunc('minute', now() - interval '5 seconds'),
               array_agg(bucket order by bucket), array_agg(calls order by bucket)
        from (select subject.id as subject_id, e.tenant_id, told.bucket, sum(told.calls)::bigint as calls
              from unnest({0}::uuid[], {1}::smallint[], {2}::bigint[]) as told (endpoint_id, bucket, calls)
              join endpoint e on e.endpoint_id = told.endpoint_id
              cross join lateral (values (e.endpoint_id), (e.tenant_id)) as subject (id)
              group by subject.id, e.tenant_id, told.bucket) as summed
        group by subject_id, tenant_id
        order by subject_id
        on conflict (subject_id, step_seconds, at) do update
        set (buckets, counts) = (
            select array_agg(bucket order by bucket), array_agg(calls order by bucket)
            from (select bucket, sum(calls)::bigint as calls
                  from (select * from unnest(call_latency.buckets, call_latency.counts)
                        union all
                        select * from unnest(excluded.buckets, excluded.counts)) as added (bucket, calls)
                  group by bucket) as merged)\
        """;

    /** Of the hours that are over and have no row yet. */
    private static final String SUMMARISE = """
        insert into call_latency (subject_id, tenant_id, step_seconds, at, buckets, counts)
        select subject_id, tenant_id, 3600, hour, array_agg(bucket order by bucket), array_agg(calls order by bucket)
        from (select l.subject_id, l.tenant_id, date_trunc('hour', l.at, 'UTC') as hour, told.bucket,
                     sum(told.calls)::bigint as calls
              from call_latency l
              cross join lateral unnest(l.buckets, l.counts) as told (bucket, calls)
              where l.step_seconds = 60
                and l.at >= date_trunc('hour', now() - {0}::interval, 'UTC')
                and l.at < date_trunc('hour', now() - interval '1 minute', 'UTC')
                and not exists (select from call_latency h
                                where h.subject_id = l.subject_id and h.step_seconds = 3600
                                  and h.at = date_trunc('hour', l.at, 'UTC'))
              group by l.subject_id, l.tenant_id, hour, told.bucket) as summed
        group by subject_id, tenant_id, hour
        on conflict do nothing\
        """;

    private static final String FORGET = """
        delete from call_latency
        where (step_seconds = 60 and at < now() - interval '2 days')
           or (step_seconds = 3600 and at < now() - interval '40 days')\
        """;

    /** Hours are read as hours once they surely have a row. */
    private static final String READ = """
        select extract(epoch from date_trunc({0}, at, 'UTC'))::bigint as at, bucket, sum(calls)::bigint as calls
        from call_latency
        cross join lateral unnest(call_latency.buckets, call_latency.counts) as told (bucket, calls)
        where {1} and at >= date_trunc({0}, {2}::timestamptz, 'UTC') and at < {3}::timestamptz
          and ({0} = 'minute' and step_seconds = 60
               or {0} <> 'minute' and step_seconds = 60 and at >= date_trunc('hour', now() - interval '2 hours', 'UTC')
               or {0} <> 'minute' and step_seconds = 3600 and at < date_trunc('hour', now() - interval '2 hours', 'UTC'))
        group by 1, 2\
        """;

    private Latencies() {}

    /** Adds what a proxy tells; endpoints that there are not are left out. */
    static void add(DSLContext tx, List<EndpointTally> tallies) {
        var endpoints = new ArrayList<UUID>();
        var buckets = new ArrayList<Short>();
        var calls = new ArrayList<Long>();
        for (EndpointTally tally : tallies) {
            UUID endpoint = UUID.fromString(tally.getEndpointId());
            if (tally.getBucketsCount() != tally.getItemsCount())
                throw new IllegalArgumentException("items: of " + tally.getItemsCount() + " buckets (expected: of "
                        + tally.getBucketsCount() + ")");
            for (int i = 0; i < tally.getBucketsCount(); i++) {
                endpoints.add(endpoint);
                buckets.add(bucket(tally.getBuckets(i)));
                calls.add(positive(tally.getItems(i)));
            }
        }
        if (endpoints.isEmpty()) return;
        tx.execute(
                ADD,
                val(endpoints.toArray(UUID[]::new)),
                val(buckets.toArray(Short[]::new)),
                val(calls.toArray(Long[]::new)));
    }

    private static short bucket(int told) {
        if (told < 0 || told >= Times.BUCKETS)
            throw new IllegalArgumentException("bucket: " + told + " (expected: 0 to " + (Times.BUCKETS - 1) + ")");
        return (short) told;
    }

    private static long positive(long items) {
        if (items < 1 || items > Integer.MAX_VALUE)
            throw new IllegalArgumentException("items: " + items + " (expected: 1 to " + Integer.MAX_VALUE + ")");
        return items;
    }

    /** Makes hours of the minutes of so long back. */
    static void summarise(DSLContext tx, Duration back) {
        tx.execute(SUMMARISE, val(back.toHours() + " hours"));
    }

    static void forget(DSLContext tx) {
        tx.execute(FORGET);
    }

    public static Latency of(DSLContext tx, Scope scope, LatencyQuery query) {
        Condition ofSubject = query.endpoint()
                .map(endpoint -> CALL_LATENCY.SUBJECT_ID.eq(endpoint.value()))
                .orElseGet(() -> CALL_LATENCY.SUBJECT_ID.eq(CALL_LATENCY.TENANT_ID));
        var whole = new Times();
        var steps = new TreeMap<Instant, Times>();
        tx.resultQuery(
                        READ,
                        inline(query.step().text()),
                        ofSubject.and(scope.includes(CALL_LATENCY.TENANT_ID)),
                        val(query.from().atOffset(ZoneOffset.UTC)),
                        val(query.to().atOffset(ZoneOffset.UTC)))
                .forEach(row -> {
                    Instant at = Instant.ofEpochSecond(row.get("at", Long.class));
                    int bucket = row.get("bucket", Integer.class);
                    long calls = row.get("calls", Long.class);
                    steps.computeIfAbsent(at, _ -> new Times()).add(bucket, calls);
                    whole.add(bucket, calls);
                });
        return new Latency(whole, steps);
    }
}
