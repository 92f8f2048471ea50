package dev.berth.proxy.relay;

import java.time.Duration;

/** The proxy's own limits on what it relays. An answer is held whole in memory until it is written, hence the cap on it. */
public record RelayLimits(int bodyBytes, int batchItems, int answerBytes, Duration deadline) {
    /** As geth has them: 5 MiB and 1000 items. */
    public static final RelayLimits DEFAULT = new RelayLimits(5 << 20, 1000, 64 << 20, Duration.ofSeconds(30));

    public RelayLimits {
        if (bodyBytes < 1) throw new IllegalArgumentException("body: " + bodyBytes + " bytes (expected: > 0)");
        if (batchItems < 1) throw new IllegalArgumentException("batch: " + batchItems + " items (expected: > 0)");
        if (answerBytes < 1) throw new IllegalArgumentException("answer: " + answerBytes + " bytes (expected: > 0)");
        if (deadline.toMillis() < 1) throw new IllegalArgumentException("deadline: " + deadline + " (expected: > 0)");
    }
}
