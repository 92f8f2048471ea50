package dev.berth.control.placement;

import dev.berth.control.fleet.HostId;
import java.util.Map;

/**
 * How much of a network's nodes one provider, or one zone, may have. A share is rounded up to whole nodes: of three nodes,
 * half is two, and one is always allowed.
 *
 * @param nodes how many of the network's nodes each host has
 */
public record NetworkCap(String network, int maxProviderPercent, int maxZonePercent, Map<HostId, Integer> nodes) {
    public NetworkCap {
        if (maxProviderPercent < 1 || maxProviderPercent > 100 || maxZonePercent < 1 || maxZonePercent > 100)
            throw new IllegalArgumentException("cap: " + maxProviderPercent + "% of a provider, " + maxZonePercent
                    + "% of a zone (expected: 1 to 100)");
        nodes = Map.copyOf(nodes);
    }

    /** How many of {@code all} nodes that share is. */
    static int most(int percent, int all) {
        return Math.max(1, Math.ceilDiv(percent * all, 100));
    }
}
