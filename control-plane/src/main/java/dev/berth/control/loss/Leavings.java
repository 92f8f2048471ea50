package dev.berth.control.loss;

import static dev.berth.migrations.schema.Tables.LEFT_BEHIND;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import java.util.List;
import org.jooq.DSLContext;

/** What nodes have left on hosts where they have no place any more, as stored. */
public final class Leavings {
    private Leavings() {}

    /**
     * Whatever a node has on that host up to that generation, data included: it is of no worth, and to be removed as soon as the host is
     * heard. Should the node get another place there, its next generation waits for that.
     */
    public record Left(NodeId node, HostId host, int generation) {}

    static void put(DSLContext tx, Left left) {
        tx.insertInto(LEFT_BEHIND)
                .set(LEFT_BEHIND.NODE_ID, left.node().value())
                .set(LEFT_BEHIND.HOST_ID, left.host().value())
                .set(LEFT_BEHIND.GENERATION, left.generation())
                .onConflict(LEFT_BEHIND.NODE_ID, LEFT_BEHIND.HOST_ID)
                .doUpdate()
                .set(LEFT_BEHIND.GENERATION, left.generation())
                .set(LEFT_BEHIND.LEFT_AT, currentInstant())
                .execute();
    }

    public static List<Left> all(DSLContext tx) {
        return tx.selectFrom(LEFT_BEHIND)
                .orderBy(LEFT_BEHIND.NODE_ID, LEFT_BEHIND.HOST_ID)
                .fetch(row -> new Left(new NodeId(row.getNodeId()), new HostId(row.getHostId()), row.getGeneration()));
    }

    /** Nothing of it is there any more; whether that is news. */
    public static boolean gone(DSLContext tx, Left left) {
        return tx.deleteFrom(LEFT_BEHIND)
                        .where(
                                LEFT_BEHIND.NODE_ID.eq(left.node().value()),
                                LEFT_BEHIND.HOST_ID.eq(left.host().value()),
                                LEFT_BEHIND.GENERATION.eq(left.generation()))
                        .execute()
                > 0;
    }

    /** The host will not come back: neither will what was left on it. */
    public static void forget(DSLContext tx, HostId host) {
        tx.deleteFrom(LEFT_BEHIND).where(LEFT_BEHIND.HOST_ID.eq(host.value())).execute();
    }
}
