package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.BLOCKED_PORT;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;

import java.util.List;
import org.jooq.DSLContext;

/** Gives a lease other host ports for those that something else on the host listens on; nobody gets these again. */
public final class MovePorts {
    private MovePorts() {}

    /** Moves {@code numbers}, as far as the lease holds them and the host has others; how many were moved. */
    public static int run(DSLContext tx, Lease lease, List<Integer> numbers, String reason) {
        int moved = 0;
        for (int number : numbers) {
            List<LeasedPort> held = lease.ports().stream()
                    .filter(port -> port.number() == number)
                    .toList();
            for (LeasedPort port : held) block(tx, lease, port, reason);
            List<Integer> free = HostAddresses.free(tx, lease.host(), 1);
            if (held.isEmpty() || free.isEmpty()) continue;
            moved += tx.update(RESERVED_PORT)
                    .set(RESERVED_PORT.PORT, free.getFirst())
                    .where(RESERVED_PORT.LEASE_ID.eq(lease.id().value()), RESERVED_PORT.PORT.eq(number))
                    .execute();
        }
        return moved;
    }

    private static void block(DSLContext tx, Lease lease, LeasedPort port, String reason) {
        tx.insertInto(BLOCKED_PORT)
                .set(BLOCKED_PORT.HOST_ID, lease.host().value())
                .set(BLOCKED_PORT.PROTOCOL, port.transport().column())
                .set(BLOCKED_PORT.PORT, port.number())
                .set(BLOCKED_PORT.REASON, reason)
                .onConflictDoNothing()
                .execute();
    }
}
