package dev.berth.control.ledger;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalLong;

/**
 * What a prepaid lease holds, in the smallest unit. Everything else is a function of this and of the whole seconds that
 * were served, counted from the lease's begin: what has accrued is never more than was deposited, so a lease owes
 * nothing; it is rounded down once, over all of the time, so it does not matter how often or when anybody looks or
 * withdraws. What was served beyond the funds is waived when more is deposited, so a deposit changes nothing that was.
 *
 * @param perHour what an hour served costs; may be a fraction of the smallest unit
 * @param feeBps the platform's share of what has accrued, in hundredths of a percent; the provider has the rest
 * @param waived what was served beyond the funds, and is asked of nobody
 * @param withdrawn what has left for platform and provider
 */
public record Escrow(BigDecimal perHour, int feeBps, long deposited, long waived, long withdrawn) {
    private static final BigDecimal SECONDS_OF_AN_HOUR = BigDecimal.valueOf(3600);
    private static final int ALL_BPS = 10_000;

    public Escrow {
        if (perHour.signum() < 0) throw new IllegalArgumentException("perHour: " + perHour + " (expected: >= 0)");
        if (feeBps < 0 || feeBps > ALL_BPS)
            throw new IllegalArgumentException("feeBps: " + feeBps + " (expected: 0 to " + ALL_BPS + ")");
        if (waived < 0) throw new IllegalArgumentException("waived: " + waived + " (expected: >= 0)");
        if (withdrawn < 0 || withdrawn > deposited)
            throw new IllegalArgumentException("withdrawn: " + withdrawn + " (expected: 0 to " + deposited + ")");
    }

    /** A lease's escrow as it begins. */
    public static Escrow opened(BigDecimal perHour, int feeBps, long deposit) {
        return new Escrow(perHour, feeBps, deposit, 0, 0);
    }

    /**
     * Where an amount that has accrued goes.
     *
     * @param fee the platform's
     * @param provider who has the host
     */
    public record Shares(long fee, long provider) {
        public long total() {
            return fee + provider;
        }
    }

    /** What leaves, and what is held afterwards. */
    public record Withdrawal(Shares out, Escrow after) {}

    /** What leaves at the end: the shares not withdrawn before, and what goes back to the tenant. */
    public record Closing(Shares out, long refund) {}

    /** What has accrued after so many seconds; never more than was deposited, nor less than was withdrawn. */
    public long accrued(long seconds) {
        return Math.max(
                withdrawn, cost(seconds).min(BigInteger.valueOf(deposited)).longValueExact());
    }

    /** The shares of all that has accrued. */
    public Shares shares(long seconds) {
        return sharesOf(accrued(seconds));
    }

    public long left(long seconds) {
        return deposited - accrued(seconds);
    }

    /** Nothing is left of what was deposited; never so where nothing is asked. */
    public boolean depleted(long seconds) {
        return perHour.signum() > 0 && left(seconds) == 0;
    }

    /** How many seconds the deposit pays in full; empty where nothing is asked. */
    public OptionalLong depletion() {
        if (perHour.signum() == 0) return OptionalLong.empty();
        BigInteger seconds = new BigDecimal(BigInteger.valueOf(deposited).add(BigInteger.valueOf(waived)))
                .multiply(SECONDS_OF_AN_HOUR)
                .divide(perHour, 0, RoundingMode.FLOOR)
                .toBigInteger();
        return OptionalLong.of(seconds.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
    }

    /** Takes in more after so many seconds. */
    public Escrow topUp(long amount, long seconds) {
        if (amount <= 0) throw new IllegalArgumentException("amount: " + amount + " (expected: > 0)");
        long beyond = cost(seconds)
                .subtract(BigInteger.valueOf(deposited))
                .max(BigInteger.ZERO)
                .longValueExact();
        return new Escrow(perHour, feeBps, Math.addExact(deposited, amount), Math.addExact(waived, beyond), withdrawn);
    }

    /** Takes out what has accrued after so many seconds and was not taken out before. */
    public Withdrawal withdraw(long seconds) {
        long accrued = accrued(seconds);
        Shares before = sharesOf(withdrawn);
        Shares all = sharesOf(accrued);
        return new Withdrawal(
                new Shares(all.fee() - before.fee(), all.provider() - before.provider()),
                new Escrow(perHour, feeBps, deposited, waived, accrued));
    }

    /** Takes out all, after so many seconds. */
    public Closing close(long seconds) {
        return new Closing(withdraw(seconds).out(), left(seconds));
    }

    /** What so much service costs whoever pays for it, without what was waived. */
    private BigInteger cost(long seconds) {
        if (seconds < 0) throw new IllegalArgumentException("seconds: " + seconds + " (expected: >= 0)");
        return perHour.multiply(BigDecimal.valueOf(seconds))
                .divide(SECONDS_OF_AN_HOUR, 0, RoundingMode.FLOOR)
                .toBigInteger()
                .subtract(BigInteger.valueOf(waived));
    }

    /** The fee is rounded down. */
    private Shares sharesOf(long amount) {
        long fee = BigInteger.valueOf(amount)
                .multiply(BigInteger.valueOf(feeBps))
                .divide(BigInteger.valueOf(ALL_BPS))
                .longValueExact();
        return new Shares(fee, amount - fee);
    }
}
