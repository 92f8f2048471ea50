package dev.berth.control.placement;

import dev.berth.control.fleet.HostId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be placed.
 *
 * @param archs the machines that its artifacts run on
 * @param ports how many ports of the host it takes
 * @param needsIsolation may not run where the engine isolates nothing: its template or its tenant is not trusted
 * @param companions how many members of its pool are on each host; fewer is better
 * @param confinedTo the one host where the pool's network is
 */
public record PlacementRequest(
        Resources need,
        Constraints constraints,
        Set<String> archs,
        DiskClass diskClass,
        int ports,
        boolean needsIsolation,
        Map<HostId, Integer> companions,
        Optional<HostId> confinedTo) {
    public PlacementRequest {
        archs = Set.copyOf(archs);
        companions = Map.copyOf(companions);
    }
}
