package dev.berth.control.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is known of a host that may be silent. */
public enum Reach {
    HEARD,
    /** Its agent is silent, and calls go elsewhere at once; or its engine is, and its nodes are judged by their answers. All else waits. */
    SUSPECT,
    /** Silent for so long, while somebody listened, that its return is not waited for. */
    LOST;

    /** An engine that cannot be looked at for so long is silent as well, however well its agent is. */
    private static final Duration ENGINE_SUSPECT_AFTER = Duration.ofSeconds(30);

    /**
     * @param lost whether its return is not waited for
     * @param silent whether its agent is
     * @param heardAt when its engine was last observed; empty: never
     */
    public static Reach of(boolean lost, boolean silent, Optional<Instant> heardAt, Instant now) {
        if (lost) return LOST;
        Duration since = heardAt.map(heard -> Duration.between(heard, now)).orElse(Duration.ZERO);
        return silent || since.compareTo(ENGINE_SUSPECT_AFTER) >= 0 ? SUSPECT : HEARD;
    }
}
