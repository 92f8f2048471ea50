package dev.berth.control.disk;

import java.util.Optional;

/**
 * What a node has written, as last counted, and what follows.
 *
 * @param growth empty: nobody may look into its volumes
 * @param stoppedFor why it may not run for now
 */
public record NodeDisk(DiskLevel level, Optional<Growth> growth, Optional<String> stoppedFor) {
    static final NodeDisk UNKNOWN = new NodeDisk(DiskLevel.ROOM, Optional.empty(), Optional.empty());

    /** Against what the node reserved; empty: nobody knows. */
    public Optional<Fill> fill(long reservedBytes) {
        return growth.map(grown -> Fill.of(grown, reservedBytes, 0));
    }
}
