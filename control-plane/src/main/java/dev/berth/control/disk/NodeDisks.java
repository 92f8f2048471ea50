package dev.berth.control.disk;

import static dev.berth.migrations.schema.Tables.NODE_DISK;

import dev.berth.control.node.NodeId;
import dev.berth.migrations.schema.tables.records.NodeDiskRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/** What nodes have written, as stored. */
public final class NodeDisks {
    private NodeDisks() {}

    /** Of those of the nodes that were looked at. */
    public static Map<NodeId, NodeDisk> of(DSLContext tx, Collection<NodeId> nodes) {
        var disks = new HashMap<NodeId, NodeDisk>();
        tx.selectFrom(NODE_DISK)
                .where(NODE_DISK.NODE_ID.in(nodes.stream().map(NodeId::value).toList()))
                .forEach(row -> disks.put(new NodeId(row.getNodeId()), disk(row)));
        return disks;
    }

    /** Why nodes may not run for now, of those that may not. */
    public static Map<NodeId, String> stopped(DSLContext tx) {
        return tx.select(NODE_DISK.NODE_ID, NODE_DISK.STOPPED_FOR)
                .from(NODE_DISK)
                .where(NODE_DISK.STOPPED_FOR.isNotNull())
                .fetchMap(row -> new NodeId(row.value1()), row -> row.value2());
    }

    static void save(DSLContext tx, NodeId node, NodeDisk disk) {
        var row = tx.newRecord(NODE_DISK);
        row.setNodeId(node.value());
        row.setLevel(disk.level().text());
        row.setWatchedSince(disk.growth().map(Growth::since).orElse(null));
        row.setWatchedAt(disk.growth().map(Growth::at).orElse(null));
        row.setUsedBytes(disk.growth().map(Growth::bytes).orElse(null));
        row.setBytesPerDay(disk.growth().map(Growth::bytesPerDay).orElse(null));
        row.setStoppedFor(disk.stoppedFor().orElse(null));
        tx.insertInto(NODE_DISK).set(row).onDuplicateKeyUpdate().set(row).execute();
    }

    /** The node has no place any more, nor anything there. */
    public static void forget(DSLContext tx, NodeId node) {
        tx.deleteFrom(NODE_DISK).where(NODE_DISK.NODE_ID.eq(node.value())).execute();
    }

    private static NodeDisk disk(NodeDiskRecord row) {
        Instant since = row.getWatchedSince();
        return new NodeDisk(
                DiskLevel.of(row.getLevel()),
                since == null
                        ? Optional.empty()
                        : Optional.of(new Growth(since, row.getWatchedAt(), row.getUsedBytes(), row.getBytesPerDay())),
                Optional.ofNullable(row.getStoppedFor()));
    }
}
