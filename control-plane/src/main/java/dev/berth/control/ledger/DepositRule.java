package dev.berth.control.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How much of a balance a prepaid lease takes, and when: a day's worth at a time, as soon as less than an hour's is left.
 * So what one lease holds is missing to others for a day at most.
 *
 * @param perHour in billionths
 */
public record DepositRule(BigDecimal perHour) {
    private static final int HOURS_AT_A_TIME = 24;
    private static final BigDecimal MINUTES_OF_AN_HOUR = BigDecimal.valueOf(60);

    /** For a rate as terms have it. */
    public static DepositRule of(BigDecimal ratePerHour) {
        return new DepositRule(Amount.inBillionths(ratePerHour));
    }

    /** What a lease holds after it has taken. */
    public long full() {
        return up(perHour.multiply(BigDecimal.valueOf(HOURS_AT_A_TIME)));
    }

    /** What there must be for a lease to begin, and below which an escrow takes more. */
    public long least() {
        return up(perHour);
    }

    /** What an escrow must hold for a node that was stopped for want of funds to start again: a minute's worth. */
    public long comeback() {
        return up(perHour.divide(MINUTES_OF_AN_HOUR, RoundingMode.CEILING));
    }

    private static long up(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.CEILING)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }
}
