package dev.berth.control.ledger;

import static dev.berth.migrations.schema.Tables.BALANCE;
import static dev.berth.migrations.schema.Tables.LEDGER_ENTRY;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.event.Actor;
import dev.berth.control.lease.LeaseId;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Amounts that moved, as stored; and the balances, which nothing else moves. */
public final class Ledger {
    private Ledger() {}

    /** Out of which account an amount goes, and into which. */
    public enum Kind {
        /** A tenant has paid in. */
        CREDIT("operator", "balance"),
        /** A tenant gets back what no lease holds. */
        PAYOUT("balance", "operator"),
        /** A lease gets what it will cost. */
        DEPOSIT("balance", "escrow"),
        /** The platform's share of what a lease has cost. */
        FEE("escrow", "platform"),
        /** The provider's. */
        EARNING("escrow", "provider"),
        /** What a lease did not cost. */
        REFUND("escrow", "balance");

        private final String from;
        private final String to;

        Kind(String from, String to) {
            this.from = from;
            this.to = to;
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** By how much of an amount the tenant's balance grows. */
        private int sign() {
            return to.equals("balance") ? 1 : from.equals("balance") ? -1 : 0;
        }
    }

    /** Whose money moves, and who moves it; {@code lease} is empty where none has part in it. */
    public record Party(TenantId tenant, Optional<LeaseId> lease, String currency, Actor actor) {}

    /** An amount that moved. */
    public record Entry(
            long id,
            Instant at,
            TenantId tenant,
            Optional<LeaseId> lease,
            Kind kind,
            String from,
            String to,
            String currency,
            Amount amount,
            String actor,
            String reason) {}

    /** What a tenant has paid in and no lease holds; locked until the transaction ends. Nothing is there before a credit. */
    public static long lockBalance(DSLContext tx, TenantId tenant, String currency) {
        return tx.select(BALANCE.AMOUNT)
                .from(BALANCE)
                .where(BALANCE.TENANT_ID.eq(tenant.value()), BALANCE.CURRENCY.eq(currency))
                .forUpdate()
                .fetchOptional(BALANCE.AMOUNT)
                .orElse(0L);
    }

    /** A tenant's balances by currency. */
    public static Map<String, Long> balances(DSLContext tx, TenantId tenant) {
        return tx.select(BALANCE.CURRENCY, BALANCE.AMOUNT)
                .from(BALANCE)
                .where(BALANCE.TENANT_ID.eq(tenant.value()))
                .orderBy(BALANCE.CURRENCY)
                .fetchMap(BALANCE.CURRENCY, BALANCE.AMOUNT);
    }

    /** Moves an amount; nothing moves where it is 0. A balance that has less breaks the transaction off: ask before. */
    public static void move(DSLContext tx, Party party, Kind kind, long amount, String reason) {
        if (amount == 0) return;
        tx.insertInto(LEDGER_ENTRY)
                .set(LEDGER_ENTRY.TENANT_ID, party.tenant().value())
                .set(LEDGER_ENTRY.LEASE_ID, party.lease().map(LeaseId::value).orElse(null))
                .set(LEDGER_ENTRY.KIND, kind.text())
                .set(LEDGER_ENTRY.FROM_ACCOUNT, kind.from)
                .set(LEDGER_ENTRY.TO_ACCOUNT, kind.to)
                .set(LEDGER_ENTRY.CURRENCY, party.currency())
                .set(LEDGER_ENTRY.AMOUNT, amount)
                .set(LEDGER_ENTRY.ACTOR, party.actor().text())
                .set(LEDGER_ENTRY.REASON, reason)
                .execute();
        if (kind.sign() == 0) return;
        long change = kind.sign() * amount;
        int changed = tx.update(BALANCE)
                .set(BALANCE.AMOUNT, BALANCE.AMOUNT.plus(change))
                .where(BALANCE.TENANT_ID.eq(party.tenant().value()), BALANCE.CURRENCY.eq(party.currency()))
                .execute();
        if (changed == 0)
            tx.insertInto(BALANCE)
                    .set(BALANCE.TENANT_ID, party.tenant().value())
                    .set(BALANCE.CURRENCY, party.currency())
                    .set(BALANCE.AMOUNT, change)
                    .onConflict(BALANCE.TENANT_ID, BALANCE.CURRENCY)
                    .doUpdate()
                    .set(BALANCE.AMOUNT, BALANCE.AMOUNT.plus(change))
                    .execute();
    }

    /** At most {@code limit} entries older than {@code before}, the newest first; of one lease when it is given. */
    public static List<Entry> before(DSLContext tx, Scope scope, Optional<LeaseId> lease, long before, int limit) {
        return tx.selectFrom(LEDGER_ENTRY)
                .where(scope.includes(LEDGER_ENTRY.TENANT_ID))
                .and(lease.map(id -> LEDGER_ENTRY.LEASE_ID.eq(id.value())).orElse(noCondition()))
                .and(LEDGER_ENTRY.ENTRY_ID.lt(before))
                .orderBy(LEDGER_ENTRY.ENTRY_ID.desc())
                .limit(limit)
                .fetch(row -> new Entry(
                        row.getEntryId(),
                        row.getAt(),
                        new TenantId(row.getTenantId()),
                        Optional.<UUID>ofNullable(row.getLeaseId()).map(LeaseId::new),
                        Kind.valueOf(row.getKind().toUpperCase(Locale.ROOT)),
                        row.getFromAccount(),
                        row.getToAccount(),
                        row.getCurrency(),
                        new Amount(row.getAmount()),
                        row.getActor(),
                        row.getReason()));
    }
}
