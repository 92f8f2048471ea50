package dev.berth.control.fleet;

import java.util.Map;

/**
 * Where a host stands and what it is called for placement, in its operator's words.
 *
 * @param byOperator said through the API; what its agent was started with is passed over then
 */
public record HostPlace(String region, String zone, String provider, Map<String, String> labels, boolean byOperator) {
    public HostPlace {
        labels = Map.copyOf(labels);
    }
}
