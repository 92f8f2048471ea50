package dev.berth.control.tenant;

/**
 * What a tenant and the operator agreed upon for leases; each lease keeps what was agreed when it was asked for.
 *
 * @param noticeSeconds how long before its end a lease that is reclaimed is told so, at least
 * @param graceSeconds how long the data of a lease without funds is kept
 */
public record Agreement(Funding funding, long noticeSeconds, long graceSeconds) {
    /** What is agreed where nothing else was said. */
    public static final Agreement USUAL = new Agreement(Funding.POSTPAID, 259_200, 259_200);

    private static final long A_YEAR = 31_536_000;

    /** For people. */
    public String text() {
        return funding.text() + ", notice " + noticeSeconds + " s, grace " + graceSeconds + " s";
    }

    public Agreement {
        if (noticeSeconds < 0 || noticeSeconds > A_YEAR)
            throw new IllegalArgumentException("noticeSeconds: " + noticeSeconds + " (expected: 0 to " + A_YEAR + ")");
        if (graceSeconds < 0 || graceSeconds > A_YEAR)
            throw new IllegalArgumentException("graceSeconds: " + graceSeconds + " (expected: 0 to " + A_YEAR + ")");
    }
}
