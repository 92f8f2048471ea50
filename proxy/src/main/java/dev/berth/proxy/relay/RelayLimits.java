package dev.berth.proxy.relay;

import java.time.Duration;

/**
 * The proxy's own limits on what it relays.
 *
 * @param batchAnswerBytes of all answers of a batch, as they are held until the last of them is there
 */
public record RelayLimits(int bodyBytes, int batchItems, int batchAnswerBytes, Duration deadline) {
    /** As geth has them: 5 MiB, 1000 items, 25 MB. */
    public static final RelayLimits DEFAULT = new RelayLimits(5 << 20, 1000, 25_000_000, Duration.ofSeconds(30));

    public RelayLimits {
        if (bodyBytes < 1) throw new IllegalArgumentException("body: " + bodyBytes + " bytes (expected: > 0)");
        if (batchItems < 1) throw new IllegalArgumentException("batch: " + batchItems + " items (expected: > 0)");
        if (batchAnswerBytes < 1)
            throw new IllegalArgumentException("answers of a batch: " + batchAnswerBytes + " bytes (expected: > 0)");
        if (deadline.toMillis() < 1) throw new IllegalArgumentException("deadline: " + deadline + " (expected: > 0)");
    }
}
