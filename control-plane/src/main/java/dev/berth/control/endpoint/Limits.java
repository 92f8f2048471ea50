package dev.berth.control.endpoint;

/** What an endpoint lets through. A number that is 0, or an empty list, sets no limit of the endpoint's own. */
public record Limits(Allowance allowance, int maxBatchItems, Allowlists lists) {
    public static final Limits NONE = new Limits(Allowance.UNLIMITED, 0, Allowlists.NONE);

    public Limits {
        if (maxBatchItems < 0)
            throw new IllegalArgumentException("maxBatchItems: " + maxBatchItems + " (expected: 0 or more)");
    }
}
