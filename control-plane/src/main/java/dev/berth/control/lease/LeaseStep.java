package dev.berth.control.lease;

import dev.berth.control.ledger.DepositRule;
import dev.berth.control.ledger.Escrow;
import java.time.Instant;
import java.util.Optional;

/** What is due for an open lease. */
sealed interface LeaseStep {
    /** Takes more of the tenant's balance. */
    record TopUp(long amount) implements LeaseStep {}

    /** Nothing is left: the node is stopped, and its data kept until then. */
    record BeginGrace(Instant endsAt) implements LeaseStep {}

    /** Funds have come: the node starts again. */
    record Resume() implements LeaseStep {}

    /** Its time is over: the node is taken down, and the place given back once nothing is left of it. */
    record End(LeaseState.Cause cause, String reason) implements LeaseStep {}

    /**
     * What a prepaid lease holds, and what its tenant could add.
     *
     * @param seconds that were served
     */
    record Funds(Escrow escrow, long seconds, long balance) {
        private long left() {
            return escrow.left(seconds);
        }

        private DepositRule rule() {
            return new DepositRule(escrow.perHour());
        }

        /** Another step's worth of the balance, if it is time for one and there is enough for the lease to go on. */
        private long more(boolean stopped) {
            long missing = Math.min(balance, Math.max(0, rule().full() - left()));
            boolean enough = !stopped || left() + missing >= rule().comeback();
            return left() < rule().least() && enough ? missing : 0;
        }
    }

    /** Nothing is due for a lease whose end is decided, or of which nothing may happen until {@code now}. */
    static Optional<LeaseStep> of(LeaseState.Open state, Optional<Funds> funds, long graceSeconds, Instant now) {
        Optional<LeaseState.Notice> over = state.notice().filter(notice -> !now.isBefore(notice.endsAt()));
        if (over.isPresent())
            return Optional.of(new End(
                    LeaseState.Cause.RECLAIMED, "RECLAIMED: " + over.get().reason()));
        if (funds.isEmpty()) return Optional.empty();
        Funds held = funds.get();
        boolean stopped = state instanceof LeaseState.Grace;
        long more = held.more(stopped);
        if (more > 0) return Optional.of(new TopUp(more));
        if (state instanceof LeaseState.Grace grace) return ofGrace(grace, held, now);
        return held.escrow().depleted(held.seconds())
                ? Optional.of(new BeginGrace(now.plusSeconds(graceSeconds)))
                : Optional.empty();
    }

    private static Optional<LeaseStep> ofGrace(LeaseState.Grace grace, Funds held, Instant now) {
        if (held.left() >= held.rule().comeback()) return Optional.of(new Resume());
        return now.isBefore(grace.endsAt())
                ? Optional.empty()
                : Optional.of(new End(
                        LeaseState.Cause.INSUFFICIENT_FUNDS,
                        "INSUFFICIENT_FUNDS: none came until " + grace.endsAt()
                                + ", when the time to keep its data ended"));
    }
}
