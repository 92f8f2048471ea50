package dev.berth.control.node;

import static dev.berth.migrations.schema.Tables.NODE_OBSERVATION;
import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static dev.berth.migrations.schema.Tables.UNIT;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.max;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.berth.control.database.JsonColumns;
import dev.berth.migrations.schema.tables.records.NodeObservationRecord;
import dev.berth.migrations.schema.tables.records.UnitRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/** What was last seen of nodes and their units, as stored. */
public final class Observations {
    private Observations() {}

    /** The units of each of these nodes. */
    public static Map<NodeId, List<UnitSeen>> units(DSLContext tx, Collection<NodeId> nodes) {
        var units = new HashMap<NodeId, List<UnitSeen>>();
        tx.selectFrom(UNIT)
                .where(UNIT.NODE_ID.eq(any(NodeId.array(nodes))))
                .orderBy(UNIT.NODE_ID, UNIT.UNIT_)
                .forEach(row -> units.computeIfAbsent(new NodeId(row.getNodeId()), _ -> new ArrayList<>())
                        .add(unit(row)));
        return units;
    }

    /** What was seen of each of these nodes that was probed. */
    public static Map<NodeId, NodeSeen> nodes(DSLContext tx, Collection<NodeId> nodes) {
        var seen = new HashMap<NodeId, NodeSeen>();
        tx.selectFrom(NODE_OBSERVATION)
                .where(NODE_OBSERVATION.NODE_ID.eq(any(NodeId.array(nodes))))
                .forEach(row -> seen.put(new NodeId(row.getNodeId()), node(row)));
        return seen;
    }

    /** Since when each of these nodes was last ready. */
    static Map<NodeId, Instant> readyFrom(DSLContext tx, Collection<NodeId> nodes) {
        var from = new HashMap<NodeId, Instant>();
        tx.select(READY_INTERVAL.NODE_ID, max(READY_INTERVAL.FROM_TIME))
                .from(READY_INTERVAL)
                .where(READY_INTERVAL.NODE_ID.eq(any(NodeId.array(nodes))))
                .groupBy(READY_INTERVAL.NODE_ID)
                .forEach(row -> from.put(new NodeId(row.value1()), row.value2()));
        return from;
    }

    /** Forgets what was seen of a node and its units: it goes on elsewhere, and none of that is true there. */
    public static void forget(DSLContext tx, NodeId node) {
        tx.deleteFrom(UNIT).where(UNIT.NODE_ID.eq(node.value())).execute();
        tx.deleteFrom(NODE_OBSERVATION)
                .where(NODE_OBSERVATION.NODE_ID.eq(node.value()))
                .execute();
    }

    /** Writes what was seen of a unit over what was seen before. */
    public static void save(DSLContext tx, NodeId node, UnitSeen seen) {
        var row = tx.newRecord(UNIT);
        row.setNodeId(node.value());
        row.setUnit(seen.unit());
        row.setGeneration(seen.generation());
        row.setState(seen.state().name().toLowerCase(Locale.ROOT));
        row.setAddresses(JsonColumns.jsonb(seen.addresses()));
        row.setExitCode(seen.exitCode());
        row.setOomKilled(seen.oomKilled());
        row.setStartedAt(seen.startedAt());
        row.setFinishedAt(seen.finishedAt());
        row.setStarts(seen.starts());
        row.setLastLog(seen.lastLog());
        row.setObservedAt(seen.observedAt());
        tx.insertInto(UNIT).set(row).onDuplicateKeyUpdate().set(row).execute();
    }

    /** Writes what was seen of a node over what was seen before, unless that was of a newer generation. */
    public static void save(DSLContext tx, NodeId node, NodeSeen seen) {
        var row = tx.newRecord(NODE_OBSERVATION);
        row.setNodeId(node.value());
        row.setGeneration(seen.generation());
        row.setAnswers(seen.answers());
        row.setHead(seen.head());
        row.setHeadAt(seen.headAt());
        row.setPeers(seen.peers());
        row.setProgress(JsonColumns.jsonb(seen.progress()));
        row.setConditions(JsonColumns.jsonb(seen.conditions()));
        row.setMetSince(seen.metSince());
        row.setUnmetSince(seen.unmetSince());
        row.setReady(seen.ready());
        row.setFailureCode(seen.failureCode());
        row.setFailureReason(seen.failureReason());
        row.setNextTryAt(seen.nextTryAt());
        row.setAttempts(seen.attempts());
        row.setObservedAt(seen.observedAt());
        tx.insertInto(NODE_OBSERVATION)
                .set(row)
                .onDuplicateKeyUpdate()
                .set(row)
                .where(NODE_OBSERVATION.GENERATION.le(seen.generation()))
                .execute();
    }

    /** Writes how far nodes have come, of which nothing else has changed; all in one go. */
    public static void saveMoved(DSLContext tx, Map<NodeId, NodeSeen> nodes) {
        Object[][] rows = nodes.entrySet().stream()
                .map(node -> moved(node.getKey(), node.getValue()))
                .toArray(Object[][]::new);
        tx.batch(tx.update(NODE_OBSERVATION)
                        .set(NODE_OBSERVATION.HEAD, (Long) null)
                        .set(NODE_OBSERVATION.HEAD_AT, (Instant) null)
                        .set(NODE_OBSERVATION.PEERS, (Integer) null)
                        .set(NODE_OBSERVATION.PROGRESS, (JSONB) null)
                        .set(NODE_OBSERVATION.CONDITIONS, (JSONB) null)
                        .set(NODE_OBSERVATION.OBSERVED_AT, (Instant) null)
                        .where(NODE_OBSERVATION.NODE_ID.eq((UUID) null))
                        .and(NODE_OBSERVATION.GENERATION.eq((Integer) null)))
                .bind(rows)
                .execute();
    }

    /** In the order of the statement's parameters. */
    private static @Nullable Object[] moved(NodeId node, NodeSeen seen) {
        return new @Nullable Object[] {
            seen.head(),
            seen.headAt(),
            seen.peers(),
            JsonColumns.jsonb(seen.progress()),
            JsonColumns.jsonb(seen.conditions()),
            seen.observedAt(),
            node.value(),
            seen.generation()
        };
    }

    private static UnitSeen unit(UnitRecord row) {
        return new UnitSeen(
                row.getUnit(),
                row.getGeneration(),
                UnitSeen.State.valueOf(row.getState().toUpperCase(Locale.ROOT)),
                JsonColumns.read(row.getAddresses(), new TypeReference<Map<String, String>>() {}),
                row.getExitCode(),
                row.getOomKilled(),
                row.getStartedAt(),
                row.getFinishedAt(),
                row.getStarts(),
                row.getLastLog(),
                row.getObservedAt());
    }

    private static NodeSeen node(NodeObservationRecord row) {
        return new NodeSeen(
                row.getGeneration(),
                row.getAnswers(),
                row.getHead(),
                row.getHeadAt(),
                row.getPeers(),
                JsonColumns.tree(row.getProgress()),
                JsonColumns.read(row.getConditions(), new TypeReference<List<NodeSeen.Condition>>() {}),
                row.getMetSince(),
                row.getUnmetSince(),
                row.getReady(),
                row.getFailureCode(),
                row.getFailureReason(),
                row.getNextTryAt(),
                row.getAttempts(),
                row.getObservedAt());
    }
}
