package dev.berth.control.lease;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.Escrow;
import dev.berth.control.ledger.Escrows;
import dev.berth.control.ledger.Ledger;
import dev.berth.control.tenant.Scope;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;

/** Moves money into prepaid leases from their tenant's balance, and out of them what platform and provider have earned. */
public final class FundLease {
    private final Database database;
    private final Runnable nudge;

    /** @param nudge tells the keeper of leases that there is something new */
    public FundLease(Database database, Runnable nudge) {
        this.database = database;
        this.nudge = nudge;
    }

    /** Moves so much from the tenant's balance. */
    public LeaseOutcome topUp(Scope scope, LeaseId id, Amount amount, Actor by) {
        LeaseOutcome outcome = database.asPlatform(tx -> topUp(tx, scope, id, amount, by));
        if (outcome instanceof LeaseOutcome.Done) nudge.run();
        return outcome;
    }

    /** As {@link #topUp(Scope, LeaseId, Amount, Actor)}; whoever commits it nudges. */
    public LeaseOutcome topUp(DSLContext tx, Scope scope, LeaseId id, Amount amount, Actor by) {
        return funded(tx, scope, id, funded -> {
            Lease lease = funded.lease();
            if (lease.endedAt().isPresent() || lease.ending().isPresent()) return ReclaimLease.ended(lease);
            long balance = Ledger.lockBalance(tx, lease.tenant(), lease.rate().currency());
            if (balance < amount.billionths())
                return new LeaseOutcome.Refused(
                        "INSUFFICIENT_FUNDS",
                        "amount: " + amount + " (expected: at most the balance, " + new Amount(balance) + " "
                                + lease.rate().currency() + ")");
            Escrows.topUp(tx, lease, funded.held(), amount.billionths(), by, "topped up");
            event(tx, lease, by, "lease.topped-up", amount + " " + lease.rate().currency());
            return ReclaimLease.done(tx, id);
        });
    }

    /** Moves what has accrued to platform and provider, without waiting for the lease's end. */
    public LeaseOutcome withdraw(LeaseId id, Actor by) {
        return database.asPlatform(tx -> funded(tx, new Scope.Everybody(), id, funded -> {
            if (funded.held().closed()) return ReclaimLease.ended(funded.lease());
            Escrow.Shares out = Escrows.withdraw(tx, funded.lease(), funded.held(), by);
            event(
                    tx,
                    funded.lease(),
                    by,
                    "lease.withdrawn",
                    new Amount(out.provider()) + " to the provider, " + new Amount(out.fee()) + " to the platform");
            return ReclaimLease.done(tx, id);
        }));
    }

    private record Funded(Lease lease, Escrows.Held held) {}

    private static LeaseOutcome funded(DSLContext tx, Scope scope, LeaseId id, Function<Funded, LeaseOutcome> work) {
        Optional<Lease> lease = Leases.lock(tx, scope, id);
        if (lease.isEmpty()) return new LeaseOutcome.NotFound();
        return Escrows.of(tx, lease.get())
                .map(held -> work.apply(new Funded(lease.get(), held)))
                .orElseGet(() -> new LeaseOutcome.Refused(
                        "POSTPAID", "the lease is paid for by the bill (expected: a prepaid one)"));
    }

    private static void event(DSLContext tx, Lease lease, Actor by, String kind, String reason) {
        Events.record(tx, new NewEvent(lease.tenant(), by, kind, Subject.of("lease", lease.id()), reason));
    }
}
