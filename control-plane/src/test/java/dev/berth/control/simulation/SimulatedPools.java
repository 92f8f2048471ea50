package dev.berth.control.simulation;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOverview;
import dev.berth.control.placement.Constraints;
import dev.berth.control.pool.Pool;
import dev.berth.control.pool.PoolId;
import dev.berth.control.pool.SimulatedPoolSteps;
import dev.berth.control.tenant.Funding;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The pools' rows, and {@code KeepPools}, whose steps the real planning of pools decides. */
final class SimulatedPools {
    private static final TenantId PLATFORM = new TenantId(new UUID(1, 0));
    private static final Chain CHAIN = Chain.ETHEREUM;

    private final Registry registry;
    private final List<Pool> pools = new ArrayList<>();

    SimulatedPools(Registry registry) {
        this.registry = registry;
    }

    int count() {
        return pools.size();
    }

    void add(String name, int size, Instant now) {
        pools.add(new Pool(
                new PoolId(registry.next()),
                name,
                CHAIN.network().name(),
                CHAIN.recipe().hash(),
                Optional.empty(),
                CHAIN.size(),
                CHAIN.parameters(),
                Constraints.NONE,
                CHAIN.recipe().template().replication(),
                size,
                0,
                now,
                Optional.empty()));
    }

    /** Another size, or the same and a restart of all members. */
    void change(int index, int size, boolean restart) {
        Pool was = pools.get(index);
        pools.set(
                index,
                new Pool(
                        was.id(),
                        was.name(),
                        was.network(),
                        was.template(),
                        was.driver(),
                        was.size(),
                        was.parameters(),
                        was.constraints(),
                        was.replication(),
                        size,
                        was.revision() + (restart ? 1 : 0),
                        was.createdAt(),
                        was.deletedAt()));
    }

    /** One pass over all pools; how many steps were due. */
    int keep(Instant now, History history) {
        Map<PoolId, List<StoredNode>> members = new LinkedHashMap<>();
        for (StoredNode node : registry.nodes())
            node.node()
                    .membership()
                    .ifPresent(of -> members.computeIfAbsent(of.pool(), _ -> new ArrayList<>())
                            .add(node));
        int steps = 0;
        for (Pool pool : pools) steps += keep(pool, members.getOrDefault(pool.id(), List.of()), now, history);
        return steps;
    }

    private int keep(Pool pool, List<StoredNode> members, Instant now, History history) {
        List<NodeOverview> overviews = members.stream()
                .map(node -> node.overview(registry.host(node), now))
                .toList();
        return SimulatedPoolSteps.take(
                pool,
                overviews,
                host -> host(host).lostSince(now).isPresent(),
                host -> host(host).standing == SimulatedHost.Standing.DRAINING,
                now,
                new SimulatedPoolSteps.Acts() {
                    @Override
                    public void create(String name) {
                        var member = new Node.Membership(pool.id(), Node.PoolRole.MEMBER, pool.revision());
                        var why = registry.create(
                                name,
                                PLATFORM,
                                Funding.POSTPAID,
                                CHAIN,
                                Optional.of(member),
                                Optional.of(companions(pool)),
                                now);
                        history.say(now, "pool makes " + name + " " + why.orElse(""));
                    }

                    @Override
                    public void remove(NodeId node, String why) {
                        StoredNode leaving = Objects.requireNonNull(registry.nodes.get(node));
                        registry.delete(leaving);
                        history.say(now, "pool removes " + leaving.node().name() + ": " + why);
                    }

                    @Override
                    public void restart(NodeId node, int revision) {
                        StoredNode old = Objects.requireNonNull(registry.nodes.get(node));
                        old.want(Node.Desired.RUNNING, old.node().generation() + 1, revision);
                        history.say(now, "pool restarts " + old.node().name());
                    }
                });
    }

    private SimulatedHost host(HostId id) {
        return Objects.requireNonNull(registry.hosts.get(id));
    }

    private Map<HostId, Integer> companions(Pool pool) {
        var hosts = new HashMap<HostId, Integer>();
        for (StoredNode node : registry.nodes())
            if (node.node()
                    .membership()
                    .filter(of -> of.pool().equals(pool.id()))
                    .isPresent()) hosts.merge(node.lease().host(), 1, Integer::sum);
        return hosts;
    }
}
