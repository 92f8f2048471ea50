package dev.berth.control.lease;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.tenant.Scope;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Gives notice of a lease's end to its tenant, and takes notice back. */
public final class ReclaimLease {
    private static final Scope EVERYBODY = new Scope.Everybody();

    private final Database database;

    public ReclaimLease(Database database) {
        this.database = database;
    }

    /** The lease ends after the agreed notice, or after {@code noticeSeconds} where that is longer. */
    public LeaseOutcome notice(LeaseId id, @Nullable Long noticeSeconds, String reason, Actor by) {
        return database.asPlatform(tx -> {
            Optional<Lease> found = Leases.lock(tx, EVERYBODY, id);
            if (found.isEmpty()) return new LeaseOutcome.NotFound();
            Lease lease = found.get();
            if (!(lease.state() instanceof LeaseState.Open open)
                    || lease.ending().isPresent()) return ended(lease);
            if (open.notice().isPresent())
                return new LeaseOutcome.Refused(
                        "NOTICE_GIVEN",
                        "notice was given already: it ends at "
                                + open.notice().get().endsAt());
            long agreed = lease.agreement().noticeSeconds();
            long seconds = noticeSeconds == null ? agreed : noticeSeconds;
            if (seconds < agreed)
                return new LeaseOutcome.Refused(
                        "NOTICE_TOO_SHORT",
                        "notice: " + seconds + " s (expected: at least the agreed " + agreed + " s)");
            var notice = new LeaseState.Notice(Database.now(tx).plusSeconds(seconds), reason);
            Leases.move(tx, id, open.noticed(notice));
            event(tx, lease, by, "lease.notice", "it ends at " + notice.endsAt() + ": " + reason);
            return done(tx, id);
        });
    }

    /** The lease stays after all. */
    public LeaseOutcome takeBack(LeaseId id, Actor by) {
        return database.asPlatform(tx -> {
            Optional<Lease> found = Leases.lock(tx, EVERYBODY, id);
            if (found.isEmpty()) return new LeaseOutcome.NotFound();
            Lease lease = found.get();
            if (lease.ending().isPresent()) return ended(lease);
            if (lease.ofData())
                return new LeaseOutcome.Refused(
                        "DATA_ONLY", "it holds kept data and ends by itself (expected: restore its node)");
            LeaseState.Open after;
            switch (lease.state()) {
                case LeaseState.Ended _ -> {
                    return ended(lease);
                }
                case LeaseState.Notice notice -> after = notice.takenBack();
                case LeaseState.Grace grace when grace.notice().isPresent() -> after = grace.noticeTakenBack();
                case LeaseState.Active _, LeaseState.Grace _ -> {
                    return new LeaseOutcome.Refused("NO_NOTICE", "no notice was given");
                }
            }
            Leases.move(tx, id, after);
            event(tx, lease, by, "lease.notice-taken-back", "it stays after all");
            return done(tx, id);
        });
    }

    static LeaseOutcome ended(Lease lease) {
        return new LeaseOutcome.Refused(
                "LEASE_ENDED",
                lease.closeReason()
                        .map(why -> "it has ended: " + why)
                        .orElseGet(() -> "it is ending: "
                                + lease.ending().map(LeaseState.Cause::name).orElse("")));
    }

    static LeaseOutcome done(DSLContext tx, LeaseId id) {
        return new LeaseOutcome.Done(Leases.find(tx, EVERYBODY, id).orElseThrow());
    }

    private static void event(DSLContext tx, Lease lease, Actor by, String kind, String reason) {
        Events.record(tx, new NewEvent(lease.tenant(), by, kind, Subject.of("lease", lease.id()), reason));
    }
}
