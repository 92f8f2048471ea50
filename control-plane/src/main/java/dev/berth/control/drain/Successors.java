package dev.berth.control.drain;

import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.PROXY;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;

import dev.berth.control.loss.LostNodes;
import dev.berth.control.node.NodeId;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Nodes that are made anew in the place of others, as stored. */
final class Successors {
    private Successors() {}

    /**
     * A node that is made anew elsewhere, or is to be.
     *
     * @param successor empty: there is none yet
     * @param replaced its name and its endpoints are the successor's already
     * @param leaving why it is to leave its host still; empty: it may stay
     */
    record Move(NodeId node, Optional<NodeId> successor, boolean replaced, Optional<Why> leaving) {}

    /** Why a node leaves its host, for people. */
    enum Why {
        DRAIN("is to be emptied"),
        LOSS("is lost");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** Every node that is to go for a drain or for the loss of its host, and every one of whose successor something has to be decided still. */
    static List<Move> all(DSLContext tx) {
        var successor = NODE.as("successor");
        var drained = HOST.DRAIN_SINCE
                .isNotNull()
                .and(NODE.ON_DRAIN.eq("move"))
                .and(NODE.DESIRED.notIn("retained", "deleted"));
        var lost = LostNodes.MAY_BE_MADE_ANEW;
        return tx.select(NODE.NODE_ID, successor.NODE_ID, NODE.REPLACED_AT, drained, lost)
                .from(NODE)
                .leftJoin(LEASE)
                .on(LEASE.NODE_ID.eq(NODE.NODE_ID), LEASE.ENDED_AT.isNull())
                .leftJoin(HOST)
                .on(HOST.HOST_ID.eq(LEASE.HOST_ID))
                .leftJoin(successor)
                .on(successor.REPLACES.eq(NODE.NODE_ID), successor.GONE_AT.isNull(), successor.DESIRED.ne("deleted"))
                .where(NODE.POOL_ID.isNull())
                .and(drained.or(lost)
                        .or(successor
                                .NODE_ID
                                .isNotNull()
                                .and(NODE.REPLACED_AT
                                        .isNull()
                                        .or(NODE.DESIRED
                                                .notIn("retained", "deleted")
                                                .and(NODE.GONE_AT.isNull())))))
                .orderBy(NODE.NODE_ID)
                .fetch(row -> new Move(
                        new NodeId(row.value1()),
                        Optional.ofNullable(row.value2()).map(NodeId::new),
                        row.value3() != null,
                        why(row.value4(), row.value5())));
    }

    private static Optional<Why> why(@Nullable Boolean drained, @Nullable Boolean lost) {
        if (Boolean.TRUE.equals(lost)) return Optional.of(Why.LOSS);
        return Boolean.TRUE.equals(drained) ? Optional.of(Why.DRAIN) : Optional.empty();
    }

    static void put(DSLContext tx, NodeId node, NodeId successor) {
        tx.update(NODE)
                .set(NODE.REPLACES, node.value())
                .set(NODE.ON_DRAIN, "move")
                .where(NODE.NODE_ID.eq(successor.value()))
                .execute();
    }

    /** The successor has the name and the endpoints from now on; triggers tell the proxies of these. */
    static void take(DSLContext tx, NodeId node, NodeId successor, String name, String nameBefore) {
        tx.update(NODE)
                .set(NODE.NAME, nameBefore)
                .set(NODE.REPLACED_AT, currentInstant())
                .where(NODE.NODE_ID.eq(node.value()))
                .execute();
        tx.update(NODE)
                .set(NODE.NAME, name)
                .where(NODE.NODE_ID.eq(successor.value()))
                .execute();
        tx.update(ENDPOINT)
                .set(ENDPOINT.NODE_ID, successor.value())
                .where(ENDPOINT.NODE_ID.eq(node.value()), ENDPOINT.DELETED_AT.isNull())
                .execute();
    }

    /** Whether every proxy that is connected knows that the endpoints lead to the successor. */
    static boolean isKnown(DSLContext tx, NodeId successor) {
        Long wanted = tx.select(max(ENDPOINT_KEY.FEED_VERSION))
                .from(ENDPOINT_KEY)
                .join(ENDPOINT)
                .on(ENDPOINT.ENDPOINT_ID.eq(ENDPOINT_KEY.ENDPOINT_ID))
                .where(ENDPOINT.NODE_ID.eq(successor.value()))
                .fetchSingle()
                .value1();
        Long applied = tx.select(min(PROXY.ACCESS_VERSION))
                .from(PROXY)
                .where(PROXY.CONNECTED)
                .fetchSingle()
                .value1();
        return wanted == null || applied == null || applied >= wanted;
    }
}
