package dev.berth.control.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When a delivery that was not heard is tried again: soon at first, for about a day in all. */
final class RetrySchedule {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            Duration.ofMinutes(2),
            Duration.ofMinutes(6),
            Duration.ofMinutes(20),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12));

    private RetrySchedule() {}

    /** How long after the try of this number, from 1 on; empty: it was the last. */
    static Optional<Duration> after(int attempt) {
        return attempt <= PAUSES.size() ? Optional.of(PAUSES.get(attempt - 1)) : Optional.empty();
    }
}
