package dev.berth.host.artifact;

/** Carries a failure of fetching out of its steps to the one place that turns it into an outcome. */
final class NotFetched extends Exception {
    private static final long serialVersionUID = 1L;
    private final FetchOutcome.Cause cause;

    NotFetched(FetchOutcome.Cause cause, String reason) {
        super(reason);
        this.cause = cause;
    }

    FetchOutcome.Failed outcome() {
        return new FetchOutcome.Failed(cause, String.valueOf(getMessage()));
    }
}
