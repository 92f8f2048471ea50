package dev.berth.control.ledger;

import java.math.BigDecimal;

/** An amount of money in whole billionths of its currency, and as people write it. */
public record Amount(long billionths) {
    public static final Amount NOTHING = new Amount(0);

    /** How many decimals an amount has at most. */
    public static final int DECIMALS = 9;

    public Amount {
        if (billionths < 0) throw new IllegalArgumentException("amount: " + billionths + " (expected: >= 0)");
    }

    /** Throws ArithmeticException when it has more decimals, or is more than the database holds. */
    public static Amount of(BigDecimal amount) {
        return new Amount(amount.movePointRight(DECIMALS).longValueExact());
    }

    /** A rate or price in billionths, which may be a fraction of one. */
    public static BigDecimal inBillionths(BigDecimal amount) {
        return amount.movePointRight(DECIMALS);
    }

    public BigDecimal decimal() {
        return BigDecimal.valueOf(billionths, DECIMALS);
    }

    /** As people write it: {@code 12.5}. */
    @Override
    public String toString() {
        return billionths == 0 ? "0" : decimal().stripTrailingZeros().toPlainString();
    }
}
