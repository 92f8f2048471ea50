package dev.berth.control.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.control.ledger.Escrow.Shares;
import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Deposit 1000, 7 a second, 250 basis points, unless a test says otherwise. */
class EscrowTest {
    private static final BigDecimal SEVEN_A_SECOND = BigDecimal.valueOf(7 * 3600);

    private final Escrow escrow = Escrow.opened(SEVEN_A_SECOND, 250, 1000);

    @Test
    void closedAt100SecondsItHasAccrued700WithAFeeOf17And683ForTheProviderAndRefunds300() {
        assertThat(escrow.accrued(100)).isEqualTo(700);
        assertThat(escrow.close(100)).isEqualTo(new Escrow.Closing(new Shares(17, 683), 300));
    }

    @Test
    void withdrawnAt33SecondsTheProviderHas226WithAFeeOf5AndThenAt100Another457WithAFeeOf12() {
        Escrow.Withdrawal first = escrow.withdraw(33);
        assertThat(first.out()).isEqualTo(new Shares(5, 226));
        Escrow.Withdrawal second = first.after().withdraw(100);
        assertThat(second.out()).isEqualTo(new Shares(12, 457));
        assertThat(second.after().close(100)).isEqualTo(new Escrow.Closing(new Shares(0, 0), 300));
    }

    @Test
    void closedAt143SecondsItHasAccrued1000WithAFeeOf25And975ForTheProviderAndRefundsNothing() {
        assertThat(escrow.depleted(142)).isFalse();
        assertThat(escrow.depleted(143)).isTrue();
        assertThat(escrow.accrued(143)).isEqualTo(1000);
        assertThat(escrow.close(143)).isEqualTo(new Escrow.Closing(new Shares(25, 975), 0));
    }

    @Test
    void aTopUpOf70At120SecondsMovesDepletionFrom142To152Seconds() {
        assertThat(escrow.depletion()).hasValue(142);
        assertThat(escrow.topUp(70, 120).depletion()).hasValue(152);
    }

    @Test
    void accrualStopsAtDepletionHoweverLongServiceGoesOn() {
        assertThat(escrow.accrued(1_000_000)).isEqualTo(1000);
        assertThat(escrow.left(1_000_000)).isZero();
    }

    @Test
    void whatWasServedBeyondTheFundsIsAskedOfNobodyWhenMoreIsDeposited() {
        Escrow more = escrow.topUp(70, 500);
        assertThat(more.accrued(500)).isEqualTo(1000);
        assertThat(more.accrued(505)).isEqualTo(1035);
        assertThat(more.depletion()).hasValue(510);
    }

    @Test
    void whereNothingIsAskedItIsNeverDepleted() {
        Escrow free = Escrow.opened(BigDecimal.ZERO, 250, 0);
        assertThat(free.depleted(1_000_000)).isFalse();
        assertThat(free.depletion()).isEmpty();
    }

    @Test
    void aRateBelowTheSmallestUnitAddsUpOverAllOfTheTime() {
        Escrow cheap = Escrow.opened(BigDecimal.ONE, 0, 10);
        assertThat(cheap.accrued(3599)).isZero();
        assertThat(cheap.accrued(3600)).isEqualTo(1);
        assertThat(cheap.withdraw(5000).after().accrued(7200)).isEqualTo(2);
    }

    @Test
    void aClockThatGoesBackTakesBackNothing() {
        Escrow.Withdrawal first = escrow.withdraw(100);
        assertThat(first.after().withdraw(50).out()).isEqualTo(new Shares(0, 0));
        assertThat(first.after().close(50)).isEqualTo(new Escrow.Closing(new Shares(0, 0), 300));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> escrow.topUp(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> escrow.accrued(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Escrow.opened(SEVEN_A_SECOND, 10_001, 1));
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    /** Any life of deposits and withdrawals, beside the same life in which nobody withdraws before the end. */
    @ParameterizedTest
    @MethodSource("seeds")
    void debitsEqualCreditsNothingIsNegativeAndTheOrderOfWithdrawalsChangesNoSum(long seed) {
        var random = new Random(seed);
        var perHour = BigDecimal.valueOf(random.nextLong(1, 50_000_000_000L), random.nextInt(0, 8));
        long in = random.nextLong(1, 1_000_000_000);
        Escrow often = Escrow.opened(perHour, random.nextInt(0, 10_001), in);
        Escrow never = often;
        long seconds = 0;
        long fees = 0;
        long earnings = 0;
        long accruedBefore = 0;
        for (int step = 0; step < 40; step++) {
            seconds += random.nextLong(0, 3 * often.depletion().orElseThrow() / 10 + 2) % 1_000_000;
            if (random.nextInt(4) == 0) {
                long more = random.nextLong(1, 1_000_000_000);
                in += more;
                often = often.topUp(more, seconds);
                never = never.topUp(more, seconds);
            } else {
                Escrow.Withdrawal withdrawal = often.withdraw(seconds);
                assertThat(withdrawal.out().fee()).isNotNegative();
                assertThat(withdrawal.out().provider()).isNotNegative();
                fees += withdrawal.out().fee();
                earnings += withdrawal.out().provider();
                often = withdrawal.after();
            }
            assertThat(often.accrued(seconds)).isBetween(accruedBefore, in).isEqualTo(never.accrued(seconds));
            assertThat(often.depletion()).isEqualTo(never.depletion());
            accruedBefore = often.accrued(seconds);
        }
        Escrow.Closing last = often.close(seconds);
        Escrow.Closing atOnce = never.close(seconds);
        assertThat(last.refund()).isNotNegative().isEqualTo(atOnce.refund());
        assertThat(new Shares(fees + last.out().fee(), earnings + last.out().provider()))
                .isEqualTo(atOnce.out());
        assertThat(atOnce.out().total() + atOnce.refund())
                .as("what left of what came in")
                .isEqualTo(in);
    }
}
