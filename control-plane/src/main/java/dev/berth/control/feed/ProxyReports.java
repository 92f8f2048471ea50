package dev.berth.control.feed;

import dev.berth.contract.v1.Observed;
import dev.berth.contract.v1.UpstreamObservation;
import dev.berth.control.node.NodeId;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What connected proxies last said of the nodes that they use. In memory only: they say it again every few seconds. */
public final class ProxyReports {
    private final Map<UUID, Map<String, UpstreamObservation>> byProxy = new ConcurrentHashMap<>();

    void observed(UUID proxy, Observed observed) {
        Map<String, UpstreamObservation> seen = byProxy.computeIfAbsent(proxy, _ -> new ConcurrentHashMap<>());
        for (UpstreamObservation upstream : observed.getUpstreamsList()) seen.put(upstream.getUpstreamId(), upstream);
    }

    void forget(UUID proxy) {
        byProxy.remove(proxy);
    }

    /** What each proxy that uses {@code node} says of it. */
    public Map<UUID, UpstreamObservation> of(NodeId node) {
        Map<UUID, UpstreamObservation> reports = new TreeMap<>();
        byProxy.forEach((proxy, upstreams) -> {
            UpstreamObservation seen = upstreams.get(node.toString());
            if (seen != null) reports.put(proxy, seen);
        });
        return reports;
    }
}
