package dev.berth.proxy.route;

import dev.berth.contract.v1.Routing;
import dev.berth.proxy.method.MethodTable;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The whole of routing at one version, checked as it was taken in: every name in it leads somewhere. */
public record RoutingTable(long version, Map<TargetId, Target> targets) {

    /**
     * The table that the control plane sent.
     *
     * @throws IllegalArgumentException when it cannot be used, and says where; the one before stays in force then
     */
    public static RoutingTable of(Routing routing) {
        Map<String, MethodTable> tables = byKey(
                routing.getMethodTablesList().stream().map(MethodTable::of).toList(), MethodTable::name);
        Map<String, Network> networks = byKey(
                routing.getNetworksList().stream()
                        .map(network -> Network.of(network, tables.get(network.getMethodTable())))
                        .toList(),
                Network::name);
        Map<TargetId, Target> targets = byKey(
                routing.getTargetsList().stream()
                        .map(target -> Target.of(target, networks.get(target.getNetwork())))
                        .toList(),
                Target::id);
        return new RoutingTable(routing.getVersion(), targets);
    }

    public @Nullable Target find(TargetId target) {
        return targets.get(target);
    }

    private static <K, V> Map<K, V> byKey(Collection<V> values, Function<V, K> key) {
        return values.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity(), (one, _) -> {
            throw new IllegalArgumentException("routing: " + key.apply(one) + " stands twice (expected: once)");
        }));
    }
}
