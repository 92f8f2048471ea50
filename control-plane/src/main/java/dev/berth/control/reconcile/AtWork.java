package dev.berth.control.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the reconciler of this process does now; the pass is empty before its first one has ended. */
public record AtWork(List<LaneWork> lanes, Optional<Pass> lastPass) {
    /** How long a pass took, and since when it is over. */
    public record Pass(Duration took, Duration ago) {}

    public AtWork {
        lanes = List.copyOf(lanes);
    }
}
