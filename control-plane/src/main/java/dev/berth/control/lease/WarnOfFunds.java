package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.BALANCE;
import static dev.berth.migrations.schema.Tables.NODE;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.Escrows;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Tells tenants that their funds end, once for each threshold that is passed: what they have, over what runs. */
final class WarnOfFunds {
    private static final Actor ACTOR = new Actor("leases");
    private static final List<Integer> HOURS = List.of(1, 24, 72);

    private final Database database;

    WarnOfFunds(Database database) {
        this.database = database;
    }

    /** What is spent in an hour, and what there is, in one currency of a tenant. */
    private record Spending(BigDecimal perHour, long left) {
        Spending plus(BigDecimal more, long itsLeft) {
            return new Spending(perHour.add(more), left + itsLeft);
        }
    }

    private record Account(TenantId tenant, String currency) {}

    void run() {
        database.doAsPlatform(tx -> {
            Map<Account, Spending> spending = spending(tx);
            for (var balance : tx.selectFrom(BALANCE)
                    .orderBy(BALANCE.TENANT_ID, BALANCE.CURRENCY)
                    .fetch()) {
                var account = new Account(new TenantId(balance.getTenantId()), balance.getCurrency());
                Spending spent = spending.getOrDefault(account, new Spending(BigDecimal.ZERO, 0));
                Integer near = threshold(spent.perHour(), Math.addExact(spent.left(), balance.getAmount()));
                if (!Objects.equals(near, balance.getWarnedHours()))
                    change(tx, account, balance.getWarnedHours(), near);
            }
        });
    }

    /** The smallest threshold that the end of the funds is within; null when it is not near, or nothing is spent. */
    static @Nullable Integer threshold(BigDecimal perHour, long left) {
        if (perHour.signum() == 0) return null;
        BigDecimal hours = BigDecimal.valueOf(left).divide(perHour, 6, RoundingMode.FLOOR);
        return HOURS.stream()
                .filter(threshold -> hours.compareTo(BigDecimal.valueOf(threshold)) <= 0)
                .findFirst()
                .orElse(null);
    }

    /** Only whoever changes the row tells. */
    private static void change(DSLContext tx, Account account, @Nullable Integer before, @Nullable Integer near) {
        int changed = tx.update(BALANCE)
                .set(BALANCE.WARNED_HOURS, near)
                .where(BALANCE.TENANT_ID.eq(account.tenant().value()))
                .and(BALANCE.CURRENCY.eq(account.currency()))
                .and(BALANCE.WARNED_HOURS.isNotDistinctFrom(before))
                .execute();
        boolean nearer = near != null && (before == null || near < before);
        if (changed == 1 && nearer)
            Events.record(
                    tx,
                    new NewEvent(
                            account.tenant(),
                            ACTOR,
                            "tenant.funds-low",
                            Subject.of("tenant", account.tenant()),
                            "at what runs now, funds in " + account.currency() + " last less than " + near + " h"));
    }

    private static Map<Account, Spending> spending(DSLContext tx) {
        List<Lease> leases = Leases.toKeep(tx).stream().filter(Lease::prepaid).toList();
        Map<LeaseId, Escrows.Held> held = Escrows.of(tx, leases);
        Set<Object> running = tx
                .select(NODE.NODE_ID)
                .from(NODE)
                .where(NODE.DESIRED.eq("running"))
                .and(NODE.NODE_ID.in(
                        leases.stream().map(lease -> lease.node().value()).toList()))
                .fetch(NODE.NODE_ID)
                .stream()
                .collect(Collectors.toSet());
        var spending = new HashMap<Account, Spending>();
        for (Lease lease : leases) {
            Escrows.Held has = held.get(lease.id());
            if (has == null
                    || lease.ending().isPresent()
                    || !running.contains(lease.node().value())) continue;
            spending.merge(
                    new Account(lease.tenant(), lease.rate().currency()),
                    new Spending(
                            Amount.inBillionths(lease.rate().perHour()),
                            has.escrow().left(has.seconds())),
                    (sum, one) -> sum.plus(one.perHour(), one.left()));
        }
        return spending;
    }
}
