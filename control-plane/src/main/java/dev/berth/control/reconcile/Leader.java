package dev.berth.control.reconcile;

import static dev.berth.migrations.schema.Tables.CONTROL_PLANE_EPOCH;

import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;

/** The control plane that acts, or did last; which process that is nobody needs to know. */
public record Leader(long epoch, Instant since, Instant lastSeen) {
    /** Empty where none ever acted. */
    public static Optional<Leader> newest(DSLContext tx) {
        return tx.selectFrom(CONTROL_PLANE_EPOCH)
                .orderBy(CONTROL_PLANE_EPOCH.EPOCH.desc())
                .limit(1)
                .fetchOptional(row -> new Leader(row.getEpoch(), row.getTakenAt(), row.getLastSeen()));
    }
}
