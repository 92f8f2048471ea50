package dev.berth.control.ledger;

import static dev.berth.migrations.schema.Tables.ESCROW;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.event.Actor;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;

/** What prepaid leases hold, as stored. Who changes one has locked its lease. */
public final class Escrows {
    private Escrows() {}

    /**
     * What a lease holds, and how long it has served.
     *
     * @param refunded what went back to the tenant when it was closed
     */
    public record Held(Escrow escrow, long seconds, long refunded, boolean closed) {}

    /** A lease begins with what the tenant's balance has of a deposit. */
    public static void open(DSLContext tx, Lease lease, Actor actor) {
        long deposit = Math.min(
                DepositRule.of(lease.rate().perHour()).full(),
                Ledger.lockBalance(tx, lease.tenant(), lease.rate().currency()));
        tx.insertInto(ESCROW)
                .set(ESCROW.LEASE_ID, lease.id().value())
                .set(ESCROW.TENANT_ID, lease.tenant().value())
                .set(ESCROW.DEPOSITED, deposit)
                .execute();
        Ledger.move(tx, party(lease, actor), Ledger.Kind.DEPOSIT, deposit, "the lease begins");
    }

    /** By lease; one that is not prepaid is missing. */
    public static Map<LeaseId, Held> of(DSLContext tx, Collection<Lease> leases) {
        var prepaid = new HashMap<LeaseId, Lease>();
        leases.stream().filter(Lease::prepaid).forEach(lease -> prepaid.put(lease.id(), lease));
        if (prepaid.isEmpty()) return Map.of();
        Map<LeaseId, Long> seconds = ServedTime.seconds(tx, prepaid.keySet());
        var held = new HashMap<LeaseId, Held>();
        tx.selectFrom(ESCROW)
                .where(ESCROW.LEASE_ID.in(
                        prepaid.keySet().stream().map(LeaseId::value).toList()))
                .forEach(row -> {
                    var id = new LeaseId(row.getLeaseId());
                    Lease.Rate rate = Objects.requireNonNull(prepaid.get(id)).rate();
                    var escrow = new Escrow(
                            Amount.inBillionths(rate.perHour()),
                            rate.platformFeeBps(),
                            row.getDeposited(),
                            row.getWaived(),
                            row.getWithdrawn());
                    held.put(
                            id,
                            new Held(
                                    escrow,
                                    seconds.getOrDefault(id, 0L),
                                    row.getRefunded(),
                                    row.getClosedAt() != null));
                });
        return held;
    }

    public static Optional<Held> of(DSLContext tx, Lease lease) {
        return Optional.ofNullable(of(tx, List.of(lease)).get(lease.id()));
    }

    /** Moves an amount that the balance has into the escrow. */
    public static Escrow topUp(DSLContext tx, Lease lease, Held held, long amount, Actor actor, String reason) {
        Escrow after = held.escrow().topUp(amount, held.seconds());
        save(tx, lease.id(), after);
        Ledger.move(tx, party(lease, actor), Ledger.Kind.DEPOSIT, amount, reason);
        return after;
    }

    /** Moves what has accrued to platform and provider. */
    public static Escrow.Shares withdraw(DSLContext tx, Lease lease, Held held, Actor actor) {
        Escrow.Withdrawal withdrawal = held.escrow().withdraw(held.seconds());
        save(tx, lease.id(), withdrawal.after());
        move(tx, lease, withdrawal.out(), actor, "for " + held.seconds() + " s in all");
        return withdrawal.out();
    }

    /** Moves everything out: what has accrued to platform and provider, the rest to the tenant. Once. */
    public static Optional<Escrow.Closing> close(DSLContext tx, Lease lease, Actor actor) {
        Optional<Held> open = of(tx, lease).filter(held -> !held.closed());
        return open.map(held -> {
            Escrow.Closing closing = held.escrow().close(held.seconds());
            tx.update(ESCROW)
                    .set(ESCROW.WITHDRAWN, held.escrow().accrued(held.seconds()))
                    .set(ESCROW.REFUNDED, closing.refund())
                    .set(ESCROW.CLOSED_AT, currentInstant())
                    .where(ESCROW.LEASE_ID.eq(lease.id().value()))
                    .execute();
            move(tx, lease, closing.out(), actor, "for " + held.seconds() + " s in all");
            Ledger.move(tx, party(lease, actor), Ledger.Kind.REFUND, closing.refund(), "the lease has ended");
            return closing;
        });
    }

    private static void move(DSLContext tx, Lease lease, Escrow.Shares out, Actor actor, String reason) {
        Ledger.move(tx, party(lease, actor), Ledger.Kind.FEE, out.fee(), reason);
        Ledger.move(tx, party(lease, actor), Ledger.Kind.EARNING, out.provider(), reason);
    }

    private static void save(DSLContext tx, LeaseId lease, Escrow escrow) {
        tx.update(ESCROW)
                .set(ESCROW.DEPOSITED, escrow.deposited())
                .set(ESCROW.WAIVED, escrow.waived())
                .set(ESCROW.WITHDRAWN, escrow.withdrawn())
                .where(ESCROW.LEASE_ID.eq(lease.value()))
                .execute();
    }

    private static Ledger.Party party(Lease lease, Actor actor) {
        return new Ledger.Party(
                lease.tenant(), Optional.of(lease.id()), lease.rate().currency(), actor);
    }
}
