package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.RESERVATION;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.selectOne;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.Escrow;
import dev.berth.control.ledger.Escrows;
import dev.berth.control.tenant.Scope;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Gives back what a lease holds, place and money, once: a lease that has ended already is left as it is. */
public final class EndLease {
    private EndLease() {}

    /** Whether the lease was open until now. Call it when nothing of the node is left on the host. */
    public static boolean run(DSLContext tx, LeaseId id) {
        Lease lease = Leases.lock(tx, new Scope.Everybody(), id).orElseThrow();
        return run(tx, lease, lease.ending().orElse(LeaseState.Cause.NODE_DELETED));
    }

    /** As {@link #run(DSLContext, LeaseId)}, of a lease whose host is gone with all that was on it. */
    public static boolean hostDestroyed(DSLContext tx, LeaseId id) {
        return run(tx, Leases.lock(tx, new Scope.Everybody(), id).orElseThrow(), LeaseState.Cause.HOST_DESTROYED);
    }

    /** As {@link #run(DSLContext, LeaseId)}, of a lease whose node goes on elsewhere, and left nothing of worth on its host. */
    public static boolean hostLost(DSLContext tx, LeaseId id) {
        return run(tx, Leases.lock(tx, new Scope.Everybody(), id).orElseThrow(), LeaseState.Cause.HOST_LOST);
    }

    /** As {@link #run(DSLContext, LeaseId)}, of a lease that is locked, for that reason. */
    static boolean run(DSLContext tx, Lease lease, LeaseState.Cause cause) {
        if (!(lease.state() instanceof LeaseState.Open open)) return false;
        LeaseId id = lease.id();
        String reason = reason(cause, open);
        tx.update(LEASE)
                .set(LEASE.ENDED_AT, currentInstant())
                .set(LEASE.CLOSE_CODE, cause.name())
                .set(LEASE.CLOSE_REASON, reason)
                .where(LEASE.LEASE_ID.eq(id.value()))
                .execute();
        tx.deleteFrom(RESERVATION).where(RESERVATION.LEASE_ID.eq(id.value())).execute();
        returnSubnets(tx, lease);
        ObjectNode detail = Escrows.close(tx, lease, Actor.RECONCILER)
                .map(EndLease::detail)
                .orElseGet(JsonNodeFactory.instance::objectNode);
        Events.record(
                tx,
                new NewEvent(lease.tenant(), Actor.RECONCILER, "lease.ended", Subject.of("lease", id), reason, detail));
        return true;
    }

    private static String reason(LeaseState.Cause cause, LeaseState.Open state) {
        return switch (cause) {
            case NODE_DELETED -> "the node was deleted";
            case RECLAIMED ->
                "RECLAIMED: " + state.notice().map(LeaseState.Notice::reason).orElse("");
            case HOST_DESTROYED -> "its host was destroyed, with the node's data";
            case HOST_LOST -> "its host was lost while the node was being made there";
            case DATA_KEPT -> "the node was deleted, its data is kept";
            case RETENTION_ENDED -> "RETENTION_ENDED: its data was kept for as long as was asked";
            case RESTORED -> "the node was restored from its data";
            case INSUFFICIENT_FUNDS -> "INSUFFICIENT_FUNDS: its funds ran out, and none came in time";
        };
    }

    private static ObjectNode detail(Escrow.Closing closing) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("fee", new Amount(closing.out().fee()).toString())
                .put("provider", new Amount(closing.out().provider()).toString())
                .put("refund", new Amount(closing.refund()).toString());
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
