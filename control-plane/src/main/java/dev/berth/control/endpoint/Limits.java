package dev.berth.control.endpoint;

/** What an endpoint lets through. A number that is 0, or an empty list, sets no limit of the endpoint's own. */
public record Limits(int callsPerSecond, int burst, int maxBatchItems, Allowlists lists) {
    public Limits {
        if (callsPerSecond < 0 || burst < 0 || maxBatchItems < 0)
            throw new IllegalArgumentException("limits: " + callsPerSecond + " calls per second, burst " + burst + ", "
                    + maxBatchItems + " items (expected: none below 0)");
    }
}
