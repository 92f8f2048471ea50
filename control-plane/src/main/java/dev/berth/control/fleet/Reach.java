package dev.berth.control.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is known of a host that may be silent. */
public enum Reach {
    HEARD,
    /** Silent: calls go elsewhere at once, everything else waits. */
    SUSPECT,
    /** Silent for so long that its return is not waited for. */
    LOST;

    public static final Duration LOST_AFTER = Duration.ofMinutes(10);

    /** @param heardAt when it was last observed; empty: never */
    public static Reach of(boolean silent, Optional<Instant> heardAt, Instant now) {
        if (!silent) return HEARD;
        return heardAt.filter(heard -> Duration.between(heard, now).compareTo(LOST_AFTER) >= 0)
                        .isPresent()
                ? LOST
                : SUSPECT;
    }
}
