package dev.berth.control.ledger;

import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.tenant.TenantId;
import java.util.Optional;
import org.jooq.DSLContext;

/** Writes down what a tenant has paid in, and what was paid back to it. */
public final class PayTenant {
    private PayTenant() {}

    /** Adds to the tenant's balance. */
    public static void credit(DSLContext tx, TenantId tenant, String currency, Amount amount, String reason, Actor by) {
        Ledger.move(tx, party(tenant, currency, by), Ledger.Kind.CREDIT, amount.billionths(), reason);
        event(tx, tenant, by, "tenant.credited", amount + " " + currency, reason);
    }

    /** Takes from the tenant's balance; false, and nothing is changed, when it has less. */
    public static boolean payOut(
            DSLContext tx, TenantId tenant, String currency, Amount amount, String reason, Actor by) {
        if (Ledger.lockBalance(tx, tenant, currency) < amount.billionths()) return false;
        Ledger.move(tx, party(tenant, currency, by), Ledger.Kind.PAYOUT, amount.billionths(), reason);
        event(tx, tenant, by, "tenant.paid-out", amount + " " + currency, reason);
        return true;
    }

    private static Ledger.Party party(TenantId tenant, String currency, Actor by) {
        return new Ledger.Party(tenant, Optional.empty(), currency, by);
    }

    private static void event(DSLContext tx, TenantId tenant, Actor by, String kind, String what, String reason) {
        Events.record(
                tx,
                new NewEvent(
                        tenant,
                        by,
                        kind,
                        Subject.of("tenant", tenant),
                        reason.isEmpty() ? what : what + ": " + reason));
    }
}
