package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.BLOCKED_SUBNET;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;

import java.util.Optional;
import org.jooq.DSLContext;

/** Gives a lease another subnet for one that overlaps with somebody else's on the host; nobody gets that one again. */
public final class MoveSubnet {
    private MoveSubnet() {}

    /** The subnet that the lease has from now on; empty: the host has no other, and the lease keeps what it has. */
    public static Optional<String> run(DSLContext tx, Lease lease, String reason) {
        String taken = lease.subnet().orElseThrow();
        tx.insertInto(BLOCKED_SUBNET)
                .set(BLOCKED_SUBNET.HOST_ID, lease.host().value())
                .set(BLOCKED_SUBNET.SUBNET, taken)
                .set(BLOCKED_SUBNET.REASON, reason)
                .onConflictDoNothing()
                .execute();
        Optional<String> free = HostAddresses.chooseSubnet(tx, lease.host(), Optional.empty());
        free.ifPresent(subnet -> tx.update(RESERVED_SUBNET)
                .set(RESERVED_SUBNET.SUBNET, subnet)
                .where(RESERVED_SUBNET.HOST_ID.eq(lease.host().value()), RESERVED_SUBNET.SUBNET.eq(taken))
                .execute());
        return free;
    }
}
