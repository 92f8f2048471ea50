package dev.berth.control.loss;

import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.PLATFORM;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import dev.berth.control.event.Actor;
import dev.berth.control.node.NodeId;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;

/** Dedicated nodes with a place on a host that is lost, as stored. */
public final class LostNodes {
    /** What it did between an older backup and now, the database does not know. */
    private static final Condition RESTORED_SINCE = exists(selectOne()
            .from(EVENT)
            .join(PLATFORM)
            .on(EVENT.SUBJECT_ID.eq(PLATFORM.INCARNATION.cast(String.class)))
            .where(EVENT.KIND.eq("platform.restored"), EVENT.AT.ge(NODE.CREATED_AT)));

    /** It has never answered, and something is under way that is to make it run. */
    private static final Condition BEING_MADE = NODE.ANSWERED_AT
            .isNull()
            .and(NODE.DESIRED.eq("running"))
            .and(LEASE.STATE.eq("active"))
            .and(LEASE.ENDING.isNull())
            .and(not(RESTORED_SINCE))
            .and(exists(selectOne()
                    .from(OPERATION)
                    .where(OPERATION.NODE_ID.eq(NODE.NODE_ID), OPERATION.STATE.eq("running"))));

    private static final Condition LOST = HOST.LOST_AT.isNotNull().and(NODE.POOL_ID.isNull());

    /** Its owner said before that it may be made anew without its data, and wants it to run. To be asked with the host of its open lease. */
    public static final Condition MAY_BE_MADE_ANEW =
            LOST.and(NODE.ON_DRAIN.eq("move")).and(NODE.DESIRED.eq("running")).and(not(BEING_MADE));

    private LostNodes() {}

    static List<NodeId> beingMade(DSLContext tx) {
        return select(tx, LOST.and(BEING_MADE));
    }

    static boolean isBeingMade(DSLContext tx, NodeId node) {
        return !select(tx, LOST.and(BEING_MADE).and(NODE.NODE_ID.eq(node.value())))
                .isEmpty();
    }

    /** Those that wait for their host, and whose owner was not told by {@code teller} since it was lost. */
    static List<NodeId> untold(DSLContext tx, Actor teller, String kind) {
        Condition told = EVENT.SUBJECT_ID
                .eq(NODE.NODE_ID.cast(String.class))
                .and(EVENT.KIND.eq(kind))
                .and(EVENT.ACTOR.eq(teller.text()))
                .and(EVENT.AT.ge(HOST.LOST_AT));
        return select(
                tx,
                LOST.and(not(BEING_MADE))
                        .and(not(MAY_BE_MADE_ANEW))
                        .and(NODE.DESIRED.ne("deleted"))
                        .and(notExists(selectOne().from(EVENT).where(told))));
    }

    private static List<NodeId> select(DSLContext tx, Condition condition) {
        return tx.select(NODE.NODE_ID)
                .from(HOST)
                .join(LEASE)
                .on(LEASE.HOST_ID.eq(HOST.HOST_ID), LEASE.ENDED_AT.isNull())
                .join(NODE)
                .on(NODE.NODE_ID.eq(LEASE.NODE_ID))
                .where(condition)
                .orderBy(NODE.NODE_ID)
                .fetch(row -> new NodeId(row.value1()));
    }
}
