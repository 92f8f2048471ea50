package dev.berth.control.link;

import java.time.Duration;
import java.util.Optional;

/** What a host's clock that is ahead, or behind, means; empty when it is near enough. */
final class ClockSkew {
    static final Duration WARNED = Duration.ofSeconds(2);

    private ClockSkew() {}

    static Optional<String> of(Duration ahead) {
        if (ahead.abs().compareTo(WARNED) <= 0) return Optional.empty();
        return Optional.of("its clock is " + ahead.abs().toMillis() + " ms " + (ahead.isNegative() ? "behind" : "ahead")
                + " (expected: at most " + WARNED.toSeconds() + " s)");
    }
}
