package dev.berth.control.sample;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.NODE_SAMPLE;
import static dev.berth.migrations.schema.Tables.UNIT;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.round;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.template.Rendering;
import dev.berth.host.engine.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Samples of nodes as stored. */
public final class NodeSamples {
    private static final int MINUTE = (int) Stretch.MINUTE.toSeconds();
    private static final Duration SHORTEST_TREND = Duration.ofMinutes(15);

    private static final String WRITE = """
        insert into node_sample (node_id, step_seconds, at, cpu_millis, memory_bytes, disk_bytes, head, peers)
        select used.node_id, 60, date_bin('1 minute', now(), timestamptz 'epoch'),
               used.cpu_millis, used.memory_bytes, used.disk_bytes, seen.head, seen.peers
        from unnest({0}::uuid[], {1}::bigint[], {2}::bigint[], {3}::bigint[])
             as used (node_id, cpu_millis, memory_bytes, disk_bytes)
        left join node_observation seen on seen.node_id = used.node_id and seen.answers
        on conflict do nothing\
        """;

    /** Of the steps that ended lately; those that are there already stay. */
    private static final String SUMMARISE = """
        insert into node_sample (node_id, step_seconds, at, cpu_millis, memory_bytes, disk_bytes, head, peers)
        select node_id, 300, date_bin('5 minutes', at, timestamptz 'epoch') as step,
               round(avg(cpu_millis)), max(memory_bytes), max(disk_bytes), max(head), round(avg(peers))
        from node_sample
        where step_seconds = 60
          and at >= date_bin('5 minutes', now() - interval '20 minutes', timestamptz 'epoch')
          and at < date_bin('5 minutes', now() - interval '1 minute', timestamptz 'epoch')
        group by node_id, step
        on conflict do nothing\
        """;

    private static final String FORGET = """
        delete from node_sample
        where (step_seconds = 60 and at < now() - interval '1 day')
           or (step_seconds = 300 and at < now() - interval '30 days')\
        """;

    private static final String SLOPE = """
        select regr_slope(disk_bytes, extract(epoch from at)) as per_second, extract(epoch from max(at) - min(at)) as seconds
        from node_sample
        where node_id = {0} and step_seconds = 60 and disk_bytes is not null and at > now() - interval '1 day'\
        """;

    private NodeSamples() {}

    /** The units that run of nodes that have no sample of this minute. */
    static List<DueUnit> due(DSLContext tx) {
        Field<Instant> minute = step(currentInstant(), Stretch.MINUTE);
        return tx.select(UNIT.NODE_ID, UNIT.UNIT_, UNIT.GENERATION, LEASE.HOST_ID)
                .from(UNIT)
                .join(NODE)
                .on(NODE.NODE_ID.eq(UNIT.NODE_ID), NODE.GENERATION.eq(UNIT.GENERATION), NODE.GONE_AT.isNull())
                .join(LEASE)
                .on(LEASE.NODE_ID.eq(UNIT.NODE_ID), LEASE.ENDED_AT.isNull())
                .where(UNIT.STATE.eq("running"))
                .and(notExists(selectOne()
                        .from(NODE_SAMPLE)
                        .where(
                                NODE_SAMPLE.NODE_ID.eq(UNIT.NODE_ID),
                                NODE_SAMPLE.STEP_SECONDS.eq(MINUTE),
                                NODE_SAMPLE.AT.ge(minute))))
                .fetch(row -> {
                    var node = new NodeId(row.value1());
                    var unit = new UnitName(Rendering.shortName(node), row.value2(), row.value3());
                    return new DueUnit(node, new HostId(row.value4()), unit);
                });
    }

    /** Writes what nodes use as this minute's sample, with what was last seen of their chains. */
    static void write(DSLContext tx, List<NodeUse> uses) {
        tx.execute(
                WRITE,
                val(uses.stream().map(use -> use.node().value()).toArray(UUID[]::new)),
                val(numbers(uses, NodeUse::cpuMillis)),
                val(numbers(uses, NodeUse::memoryBytes)),
                val(numbers(uses, NodeUse::diskBytes)));
    }

    private static Long[] numbers(List<NodeUse> uses, Function<NodeUse, Optional<Long>> number) {
        return uses.stream().map(use -> number.apply(use).orElse(null)).toArray(Long[]::new);
    }

    static void summarise(DSLContext tx) {
        tx.execute(SUMMARISE);
    }

    static void forget(DSLContext tx) {
        tx.execute(FORGET);
    }

    /** The newest sample of a node, if it has one of the last day. */
    public static Optional<NodeSample> newest(DSLContext tx, NodeId node) {
        return tx.selectFrom(NODE_SAMPLE)
                .where(NODE_SAMPLE.NODE_ID.eq(node.value()), NODE_SAMPLE.STEP_SECONDS.eq(MINUTE))
                .orderBy(NODE_SAMPLE.AT.desc())
                .limit(1)
                .fetchOptional(row -> new NodeSample(
                        row.getAt(),
                        row.getCpuMillis(),
                        row.getMemoryBytes(),
                        row.getDiskBytes(),
                        row.getHead(),
                        row.getPeers()));
    }

    /**
     * How fast the node's data grew in the last day; empty while too little of it is known.
     *
     * @param used how much it has now
     * @param held how much its lease holds
     */
    public static Optional<DiskTrend> trend(DSLContext tx, NodeId node, long used, long held) {
        return tx.resultQuery(SLOPE, val(node.value())).fetchOptional().flatMap(row -> {
            Double perSecond = row.get("per_second", Double.class);
            Double seconds = row.get("seconds", Double.class);
            return perSecond == null || seconds == null || seconds < SHORTEST_TREND.toSeconds()
                    ? Optional.empty()
                    : Optional.of(DiskTrend.of(perSecond, used, held));
        });
    }

    /** The node's history in this stretch, the oldest first; steps without a sample are left out. */
    public static List<NodeSample> of(DSLContext tx, NodeId node, Stretch stretch, Instant now) {
        Field<Instant> at = step(NODE_SAMPLE.AT, stretch.step());
        return tx.select(
                        at,
                        round(avg(NODE_SAMPLE.CPU_MILLIS)).cast(SQLDataType.BIGINT),
                        max(NODE_SAMPLE.MEMORY_BYTES),
                        max(NODE_SAMPLE.DISK_BYTES),
                        max(NODE_SAMPLE.HEAD),
                        round(avg(NODE_SAMPLE.PEERS)).cast(SQLDataType.INTEGER))
                .from(NODE_SAMPLE)
                .where(NODE_SAMPLE.NODE_ID.eq(node.value()))
                .and(NODE_SAMPLE.STEP_SECONDS.eq((int) stretch.source(now).toSeconds()))
                .and(NODE_SAMPLE.AT.ge(stretch.from()))
                .and(NODE_SAMPLE.AT.lt(stretch.to()))
                .groupBy(at)
                .orderBy(at)
                .fetch(row -> new NodeSample(
                        row.value1(), row.value2(), row.value3(), row.value4(), row.value5(), row.value6()));
    }

    /** When the step of so long began in which the time is; inline, since it is grouped by. */
    private static Field<Instant> step(Field<Instant> time, Duration length) {
        return field(
                "date_bin(make_interval(secs => {0}), {1}, timestamptz 'epoch')",
                NODE_SAMPLE.AT.getDataType(), inline(length.toSeconds()), time);
    }
}
