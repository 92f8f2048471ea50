package dev.berth.control.placement;

import dev.berth.control.fleet.HostId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many nodes of some kind there are, by host, by zone and by provider. */
final class Census {
    private final Map<HostId, Integer> hosts;
    private final Map<Zone, Integer> zones = new HashMap<>();
    private final Map<String, Integer> providers = new HashMap<>();
    private final int all;

    Census(Map<HostId, Integer> hosts, List<HostRoom> rooms) {
        this.hosts = hosts;
        this.all = hosts.values().stream().mapToInt(Integer::intValue).sum();
        if (all == 0) return;
        for (HostRoom room : rooms) {
            int nodes = hosts.getOrDefault(room.id(), 0);
            if (nodes == 0) continue;
            zones.merge(room.zone(), nodes, Integer::sum);
            providers.merge(room.zone().provider(), nodes, Integer::sum);
        }
    }

    int all() {
        return all;
    }

    int onHost(HostRoom room) {
        return hosts.getOrDefault(room.id(), 0);
    }

    int inZone(HostRoom room) {
        return zones.getOrDefault(room.zone(), 0);
    }

    int atProvider(HostRoom room) {
        return providers.getOrDefault(room.zone().provider(), 0);
    }
}
