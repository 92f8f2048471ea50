package dev.berth.control.placement;

import dev.berth.control.fleet.HostId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A host as placement sees it.
 *
 * @param isolates its engine keeps units apart from each other and from the host
 * @param closed why it takes no new nodes
 * @param free what is neither reserved nor missing on the host
 * @param silent for how long it was not heard, when that is too long
 */
public record HostRoom(
        HostId id,
        String name,
        String arch,
        Zone zone,
        Map<String, String> labels,
        DiskClass diskClass,
        boolean isolates,
        Optional<String> closed,
        Resources allocatable,
        Resources free,
        int freePorts,
        Optional<Duration> silent) {
    public HostRoom {
        labels = Map.copyOf(labels);
    }

    /** The same host, not heard for so long. */
    public HostRoom unheardFor(Optional<Duration> tooLong) {
        if (silent.equals(tooLong)) return this;
        return new HostRoom(
                id, name, arch, zone, labels, diskClass, isolates, closed, allocatable, free, freePorts, tooLong);
    }

    /** The same host with that much more room. */
    public HostRoom with(Resources more) {
        return new HostRoom(
                id,
                name,
                arch,
                zone,
                labels,
                diskClass,
                isolates,
                closed,
                allocatable,
                free.plus(more),
                freePorts,
                silent);
    }

    /** The same host with less room. */
    public HostRoom without(Resources taken, int ports) {
        return new HostRoom(
                id,
                name,
                arch,
                zone,
                labels,
                diskClass,
                isolates,
                closed,
                allocatable,
                free.minus(taken),
                freePorts - ports,
                silent);
    }
}
