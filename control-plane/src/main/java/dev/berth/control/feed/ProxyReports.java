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
    private final Map<UUID, Object> streams = new ConcurrentHashMap<>();

    /** The proxy has come with this stream, in place of any before. */
    void came(UUID proxy, Object stream) {
        streams.put(proxy, stream);
    }

    /** A stream of the proxy has ended; whether it was the last that it came with. */
    boolean left(UUID proxy, Object stream) {
        if (!streams.remove(proxy, stream)) return false;
        byProxy.remove(proxy);
        return true;
    }

    void observed(UUID proxy, Observed observed) {
        Map<String, UpstreamObservation> seen = byProxy.computeIfAbsent(proxy, _ -> new ConcurrentHashMap<>());
        for (UpstreamObservation upstream : observed.getUpstreamsList()) seen.put(upstream.getUpstreamId(), upstream);
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
