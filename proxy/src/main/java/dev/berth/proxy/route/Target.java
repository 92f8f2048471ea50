package dev.berth.proxy.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint points at: a pool, or a dedicated node.
 *
 * @param replicated members follow one chain, so calls are balanced; otherwise the first healthy one is the primary
 */
public record Target(TargetId id, Network network, boolean shared, boolean replicated, List<Upstream> upstreams) {
    static Target of(dev.berth.contract.v1.Target target, @Nullable Network network) {
        if (network == null) {
            throw new IllegalArgumentException("network of target " + target.getTargetId() + ": " + target.getNetwork()
                    + " (expected: a network of the same routing)");
        }
        return new Target(
                new TargetId(target.getTargetId()),
                network,
                target.getShared(),
                target.getReplicated(),
                target.getUpstreamsList().stream().map(Upstream::of).toList());
    }
}
