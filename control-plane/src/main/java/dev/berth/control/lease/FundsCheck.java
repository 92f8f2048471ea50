package dev.berth.control.lease;

import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.DepositRule;
import dev.berth.control.ledger.Ledger;
import dev.berth.control.tenant.Funding;
import dev.berth.control.tenant.TenantId;
import java.util.Optional;
import org.jooq.DSLContext;

/** What a tenant's balance lacks for a prepaid lease to begin, in words. */
public final class FundsCheck {
    private FundsCheck() {}

    /** Empty when there is enough for an hour, or when nothing is paid in advance. */
    public static Optional<String> of(DSLContext tx, TenantId tenant, Terms terms) {
        if (terms.agreement().funding() == Funding.POSTPAID) return Optional.empty();
        String currency = terms.rate().currency();
        long balance = Ledger.lockBalance(tx, tenant, currency);
        long least = DepositRule.of(terms.rate().perHour()).least();
        return balance >= least
                ? Optional.empty()
                : Optional.of("balance: " + new Amount(balance) + " " + currency
                        + " (expected: at least an hour's worth, " + new Amount(least) + " " + currency + ")");
    }
}
