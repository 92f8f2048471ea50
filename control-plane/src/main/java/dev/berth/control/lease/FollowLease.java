package dev.berth.control.lease;

import dev.berth.control.tenant.Scope;
import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Puts one lease of a node in the place of another: one of its disk alone when the node goes and its data stays, and a whole one
 * when the node comes back to that.
 */
public final class FollowLease {
    private FollowLease() {}

    /**
     * Ends a lease whose node's units are gone and holds the place of its data until then, or until the end that it had notice
     * of; once: what holds data alone, or has ended, is left as it is.
     */
    public static void withData(DSLContext tx, LeaseId id, Instant until) {
        Lease lease = Leases.lock(tx, new Scope.Everybody(), id).orElseThrow();
        if (lease.ofData() || !EndLease.run(tx, lease, LeaseState.Cause.DATA_KEPT)) return;
        Instant end = lease.endsAt().filter(noticed -> noticed.isBefore(until)).orElse(until);
        LeaseId data = Leases.insertOfData(tx, lease);
        Leases.move(tx, data, new LeaseState.Notice(end, "its node is deleted, and its data is kept until then"));
    }

    /** The open lease of a node's data, locked, unless its end is decided. */
    public static Optional<Lease> ofData(DSLContext tx, Scope scope, LeaseId id) {
        return Leases.lock(tx, scope, id)
                .filter(lease -> lease.ofData() && lease.ending().isEmpty());
    }

    /** Ends a locked lease of data, whose node comes back with another lease in the same transaction. */
    public static void withNode(DSLContext tx, Lease data) {
        EndLease.run(tx, data, LeaseState.Cause.RESTORED);
    }
}
