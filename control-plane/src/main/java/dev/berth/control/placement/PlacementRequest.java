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
 * @param companions of a pool's member: how many members are on each host; it goes where fewer are. Empty: it is dedicated
 * @param confinedTo the one host where the pool's network is
 * @param cap on the shares of its network; empty: none
 */
public record PlacementRequest(
        Resources need,
        Constraints constraints,
        Set<String> archs,
        DiskClass diskClass,
        int ports,
        boolean needsIsolation,
        Optional<Map<HostId, Integer>> companions,
        Optional<HostId> confinedTo,
        Optional<NetworkCap> cap) {
    public PlacementRequest {
        archs = Set.copyOf(archs);
        companions = companions.map(Map::copyOf);
        DiskClass wanted = constraints.diskClass();
        if (wanted != null && wanted.does(diskClass)) diskClass = wanted;
    }
}
