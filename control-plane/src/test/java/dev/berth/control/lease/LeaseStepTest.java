package dev.berth.control.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.ledger.Escrow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node that costs 3600 an hour, which is 1 a second; a grace of ten minutes. */
class LeaseStepTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final long A_DAY = 24 * 3600;
    private static final LeaseState.Active ACTIVE = new LeaseState.Active();
    private static final LeaseState.Grace GRACE = new LeaseState.Grace(NOW.plusSeconds(600), Optional.empty());

    @Test
    void nothingIsDueForALeaseThatIsPaidByTheBill() {
        assertThat(LeaseStep.of(ACTIVE, Optional.empty(), 600, NOW)).isEmpty();
    }

    @Test
    void aLeaseWithMoreThanAnHoursWorthTakesNothing() {
        assertThat(step(ACTIVE, 3601, 0, 1_000_000)).isEmpty();
    }

    @Test
    void aLeaseWithLessThanAnHoursWorthFillsUpToADays() {
        assertThat(step(ACTIVE, 3600, 1, 1_000_000)).contains(new LeaseStep.TopUp(A_DAY - 3599));
        assertThat(step(ACTIVE, 3600, 1, 5)).contains(new LeaseStep.TopUp(5));
    }

    @Test
    void aLeaseWithoutAnythingLeftIsStoppedAndItsDataKeptForTheGraceAgreed() {
        assertThat(step(ACTIVE, 3600, 3599, 0)).isEmpty();
        assertThat(step(ACTIVE, 3600, 3600, 0)).contains(new LeaseStep.BeginGrace(NOW.plusSeconds(600)));
    }

    @Test
    void aMinutesWorthBringsALeaseBackAndLessDoesNot() {
        assertThat(step(GRACE, 3600, 3600, 59)).isEmpty();
        assertThat(step(GRACE, 3600, 3600, 60)).contains(new LeaseStep.TopUp(60));
        assertThat(step(GRACE, 3660, 3600, 0)).contains(new LeaseStep.Resume());
    }

    @Test
    void aLeaseEndsWhenItsGraceDoes() {
        var over = new LeaseState.Grace(NOW, Optional.empty());
        assertThat(step(over, 3600, 3600, 0))
                .hasValueSatisfying(step -> assertThat(step)
                        .isInstanceOfSatisfying(
                                LeaseStep.End.class,
                                end -> assertThat(end.cause()).isEqualTo(LeaseState.Cause.INSUFFICIENT_FUNDS)));
    }

    @Test
    void fundsThatComeAtTheLastMomentCountStill() {
        var over = new LeaseState.Grace(NOW, Optional.empty());
        assertThat(step(over, 3600, 3600, 3600)).contains(new LeaseStep.TopUp(3600));
    }

    @Test
    void aLeaseEndsWhenItsNoticeDoesWithFundsOrWithout() {
        var notice = new LeaseState.Notice(NOW, "the machine is sold");
        var early = new LeaseState.Notice(NOW.plusSeconds(1), "the machine is sold");
        var end = new LeaseStep.End(LeaseState.Cause.RECLAIMED, "RECLAIMED: the machine is sold");
        assertThat(LeaseStep.of(notice, Optional.empty(), 600, NOW)).contains(end);
        assertThat(LeaseStep.of(early, Optional.empty(), 600, NOW)).isEmpty();
        assertThat(step(early.withoutFunds(NOW.plusSeconds(600)), 3600, 3600, 0))
                .isEmpty();
        assertThat(step(notice.withoutFunds(NOW.plusSeconds(600)), 3600, 3600, 0))
                .contains(end);
    }

    @Test
    void aNoticeGoesOnWhileFundsAreMissing() {
        var notice = new LeaseState.Notice(NOW, "the machine is sold");
        assertThat(notice.withoutFunds(NOW.plusSeconds(600)).funded()).isEqualTo(notice);
        assertThat(GRACE.funded()).isEqualTo(ACTIVE);
    }

    @Test
    void aLeaseThatCostsNothingNeedsNoFunds() {
        var free = new LeaseStep.Funds(Escrow.opened(BigDecimal.ZERO, 0, 0), 1_000_000, 0);
        assertThat(LeaseStep.of(ACTIVE, Optional.of(free), 600, NOW)).isEmpty();
        assertThat(LeaseStep.of(GRACE, Optional.of(free), 600, NOW)).contains(new LeaseStep.Resume());
    }

    private static Optional<LeaseStep> step(LeaseState.Open state, long deposited, long seconds, long balance) {
        var escrow = Escrow.opened(BigDecimal.valueOf(3600), 0, deposited);
        return LeaseStep.of(state, Optional.of(new LeaseStep.Funds(escrow, seconds, balance)), 600, NOW);
    }
}
