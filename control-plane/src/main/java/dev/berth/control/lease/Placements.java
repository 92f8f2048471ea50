package dev.berth.control.lease;

import dev.berth.control.database.Database;
import java.util.Set;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * Transactions that place nodes. They come one after the other, over all control planes, so that none sees room that
 * another is about to take; the constraints on hosts, ports and names are the wall behind that, and who runs into it
 * because an operator changed a host meanwhile tries again.
 */
public final class Placements {
    private static final int TRIES = 3;
    private static final Set<String> CONFLICTS = Set.of("23505", "23514", "40001", "40P01");

    private Placements() {}

    /** Runs {@code work} in a transaction of the platform while nobody else places a node. */
    public static <T> T alone(Database database, Function<DSLContext, T> work) {
        for (int tried = 1; ; tried++) {
            try {
                return database.asPlatform(tx -> {
                    tx.execute("select pg_advisory_xact_lock(hashtext('berth.placement'))");
                    return work.apply(tx);
                });
            } catch (DataAccessException conflict) {
                if (tried == TRIES || !CONFLICTS.contains(conflict.sqlState())) throw conflict;
            }
        }
    }
}
