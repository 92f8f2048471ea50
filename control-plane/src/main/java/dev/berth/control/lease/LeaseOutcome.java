package dev.berth.control.lease;

/** What came of a wish about a lease. */
public sealed interface LeaseOutcome {
    /** The lease as it is now. */
    record Done(Lease lease) implements LeaseOutcome {}

    record NotFound() implements LeaseOutcome {}

    /** Nothing was changed. */
    record Refused(String code, String reason) implements LeaseOutcome {}
}
