package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.RESERVATION;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.selectOne;

import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Gives back what a lease holds, once: a lease that has ended already is left as it is. */
public final class EndLease {
    private EndLease() {}

    /** Whether the lease was open until now. Call it when nothing of the node is left on the host. */
    public static boolean run(DSLContext tx, Lease lease, String reason) {
        int ended = tx.update(LEASE)
                .set(LEASE.STATE, "ended")
                .set(LEASE.ENDED_AT, currentInstant())
                .set(LEASE.CLOSE_REASON, reason)
                .where(LEASE.LEASE_ID.eq(lease.id().value()), LEASE.ENDED_AT.isNull())
                .execute();
        if (ended == 0) return false;
        tx.deleteFrom(RESERVATION)
                .where(RESERVATION.LEASE_ID.eq(lease.id().value()))
                .execute();
        returnSubnets(tx, lease);
        Events.record(
                tx,
                new NewEvent(lease.tenant(), Actor.RECONCILER, "lease.ended", Subject.of("lease", lease.id()), reason));
        return true;
    }

    /** The node's own subnet, and its pool's when no other member of the pool is left on the host. */
    private static void returnSubnets(DSLContext tx, Lease lease) {
        Optional<UUID> pool = tx.select(NODE.POOL_ID)
                .from(NODE)
                .where(NODE.NODE_ID.eq(lease.node().value()))
                .fetchOptional(NODE.POOL_ID);
        tx.deleteFrom(RESERVED_SUBNET)
                .where(
                        RESERVED_SUBNET.HOST_ID.eq(lease.host().value()),
                        RESERVED_SUBNET.OWNER_ID.eq(lease.node().value()))
                .execute();
        pool.ifPresent(id -> tx.deleteFrom(RESERVED_SUBNET)
                .where(RESERVED_SUBNET.HOST_ID.eq(lease.host().value()), RESERVED_SUBNET.OWNER_ID.eq(id))
                .andNotExists(selectOne()
                        .from(LEASE)
                        .join(NODE)
                        .on(NODE.NODE_ID.eq(LEASE.NODE_ID))
                        .where(
                                NODE.POOL_ID.eq(id),
                                LEASE.HOST_ID.eq(lease.host().value()),
                                LEASE.ENDED_AT.isNull()))
                .execute());
    }
}
