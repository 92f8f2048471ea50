package dev.berth.proxy.route;

import dev.berth.proxy.method.MethodTable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A chain, as far as the proxy needs to know it.
 *
 * @param blockTime expected pace; zero when blocks come on demand
 * @param headPoll null when the network has no head to poll
 * @param maxLagBlocks a member further behind the best known head gets no reads; 0: no limit
 * @param identity null when nothing tells this chain from another
 * @param stateBound null when every node has every state
 * @param blockBound null when every node has every block
 */
public record Network(
        String name,
        MethodTable methods,
        Duration blockTime,
        @Nullable HeadPoll headPoll,
        int maxLagBlocks,
        @Nullable IdentityPoll identity,
        @Nullable BoundPoll stateBound,
        @Nullable BoundPoll blockBound) {
    static Network of(dev.berth.contract.v1.Network network, @Nullable MethodTable methods) {
        if (methods == null) {
            throw new IllegalArgumentException("method table of network " + network.getNetwork() + ": "
                    + network.getMethodTable() + " (expected: a table of the same routing)");
        }
        return new Network(
                network.getNetwork(),
                methods,
                Duration.ofMillis(network.getBlockTimeMs()),
                network.hasHeadPoll() ? HeadPoll.of(network.getHeadPoll()) : null,
                network.getMaxLagBlocks(),
                network.hasIdentity() ? IdentityPoll.of(network.getIdentity()) : null,
                BoundPoll.of(network.hasStateBound(), network.getStateBound()),
                BoundPoll.of(network.hasBlockBound(), network.getBlockBound()));
    }
}
