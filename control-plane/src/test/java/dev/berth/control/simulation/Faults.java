package dev.berth.control.simulation;

import dev.berth.control.lease.LeaseState;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeState;
import dev.berth.control.tenant.Funding;
import dev.berth.control.tenant.TenantId;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What tenants and operators want, and what goes wrong; all of it drawn from one seed. */
final class Faults {
    private static final int TENANTS = 20;
    private static final long HOUR_OF_A_NODE = 20_000_000;

    private final Registry registry;
    private final SimulatedPools pools;
    private final List<SimulatedHost> hosts;
    private final int wantedNodes;
    private final RandomGenerator random;
    private final History history;
    private final Set<StoredNode> sick = new LinkedHashSet<>();
    private int names;

    Faults(Registry registry, SimulatedPools pools, int wantedNodes, RandomGenerator random, History history) {
        this.registry = registry;
        this.pools = pools;
        this.hosts = List.copyOf(registry.hosts.values());
        this.wantedNodes = wantedNodes;
        this.random = random;
        this.history = history;
    }

    /** Some of everything, more of it where there are more nodes. */
    void happen(Instant now) {
        List<StoredNode> nodes = new ArrayList<>(registry.nodes());
        for (int left = random.nextInt(2 + wantedNodes / 200); left > 0; left--) {
            if (nodes.size() < wantedNodes / 2 || random.nextInt(4) == 0) create(now);
            else one(nodes.get(random.nextInt(nodes.size())), hosts.get(random.nextInt(hosts.size())), now);
        }
        sick.removeIf(node -> node.openLease().isEmpty());
        sick.forEach(node -> end(node, now));
    }

    void create(Instant now) {
        if (registry.nodes().size() >= wantedNodes) return;
        int tenant = random.nextInt(TENANTS);
        boolean prepaid = tenant % 2 == 0;
        Chain chain = random.nextInt(3) == 0 ? Chain.ETHEREUM : Chain.DEVELOPMENT;
        Optional<String> why = registry.create(
                "n" + ++names,
                tenant(tenant),
                prepaid ? Funding.PREPAID : Funding.POSTPAID,
                chain,
                Optional.empty(),
                Optional.empty(),
                now);
        history.say(now, "create n" + names + " " + why.orElse(""));
    }

    private void one(StoredNode node, SimulatedHost host, Instant now) {
        int kind = random.nextInt(100);
        if (kind < 12) ask(node, Node.Desired.DELETED, now);
        else if (kind < 20) ask(node, Node.Desired.STOPPED, now);
        else if (kind < 34) ask(node, Node.Desired.RUNNING, now);
        else if (kind < 50) end(node, now);
        else if (kind < 54) vanish(node, now);
        else if (kind < 60) hang(node, now);
        else if (kind < 63) sicken(node, now);
        else if (kind < 70) pay(random.nextInt(TENANTS), HOUR_OF_A_NODE * (1 + random.nextInt(wantedNodes * 2)), now);
        else if (kind < 74) registry.withdraw(node, now);
        else if (kind < 76) reclaim(node, now);
        else if (kind < 80) changePool(now);
        else if (kind < 82) fallSilent(host, !host.silent, now);
        else if (kind < 84) loseOneThatMakes(now);
        else if (kind < 88) stopEngine(host, now);
        else if (kind < 92) loseAnswers(host, now);
        else if (kind < 96) stand(host, now);
        else heal(host, now);
    }

    private void ask(StoredNode node, Node.Desired desired, Instant now) {
        if (node.node().desired() == Node.Desired.DELETED) return;
        boolean again = desired == Node.Desired.RUNNING;
        if (again && node.lease().withoutFunds()) return;
        if (again
                && node.openLease().isEmpty()
                && registry.placeAgain(node, now).isPresent()) return;
        node.want(desired, node.node().generation() + (again ? 1 : 0));
        history.say(now, desired + " is wanted of " + node.node().name());
    }

    private List<UnitName> running(StoredNode node) {
        return registry.host(node).things().units().stream()
                .filter(UnitObservation::running)
                .map(UnitObservation::name)
                .filter(unit -> node.plan().units().stream()
                        .anyMatch(planned -> planned.name().equals(unit)))
                .toList();
    }

    private void end(StoredNode node, Instant now) {
        SimulatedHost host = registry.host(node);
        running(node).stream().findFirst().ifPresent(unit -> {
            boolean memory = random.nextBoolean();
            host.engine.exit(unit, new UnitState.Exit.Code(memory ? 137 : 1), memory);
            host.hung.remove(unit);
            host.changed();
            history.say(now, unit + " ends");
        });
    }

    private void vanish(StoredNode node, Instant now) {
        SimulatedHost host = registry.host(node);
        running(node).stream().findFirst().ifPresent(unit -> {
            host.engine.vanish(unit);
            host.hung.remove(unit);
            host.changed();
            history.say(now, unit + " vanishes");
        });
    }

    private void hang(StoredNode node, Instant now) {
        running(node).stream().findFirst().ifPresent(unit -> {
            registry.host(node).hung.add(unit);
            history.say(now, unit + " hangs");
        });
    }

    private void sicken(StoredNode node, Instant now) {
        if (!sick.remove(node)) sick.add(node);
        history.say(now, node.node().name() + (sick.contains(node) ? " is sick" : " is well"));
    }

    private void pay(int tenant, long amount, Instant now) {
        registry.money.credit(tenant(tenant), amount);
        history.say(now, "tenant " + tenant + " pays " + amount);
    }

    private void reclaim(StoredNode node, Instant now) {
        if (!(node.lease().state() instanceof LeaseState.Open open) || node.escrow == null) return;
        var notice = new LeaseState.Notice(now.plusSeconds(7_200), "the host is needed");
        node.move(open.noticed(notice), node.lease().ending());
        history.say(now, node.node().name() + " is given notice");
    }

    private void changePool(Instant now) {
        if (pools.count() == 0) return;
        int pool = random.nextInt(pools.count());
        pools.change(pool, 1 + random.nextInt(6), random.nextBoolean());
        history.say(now, "pool " + pool + " is changed");
    }

    private void fallSilent(SimulatedHost host, boolean silent, Instant now) {
        host.silent = silent;
        history.say(now, host.name + (silent ? " falls silent" : " returns"));
    }

    private void loseOneThatMakes(Instant now) {
        registry.nodes().stream()
                .filter(Registry::isBeingMade)
                .findFirst()
                .ifPresent(node -> fallSilent(registry.host(node), true, now));
    }

    /** A restart of an engine ends what it runs, or does not. */
    private void stopEngine(SimulatedHost host, Instant now) {
        host.engineDown = !host.engineDown;
        if (random.nextBoolean()) {
            host.things().units().stream()
                    .filter(UnitObservation::running)
                    .forEach(unit -> host.engine.exit(unit.name(), new UnitState.Exit.Code(143), false));
            host.hung.clear();
            host.changed();
        }
        history.say(now, "the engine of " + host.name + (host.engineDown ? " stops" : " is back"));
    }

    private void loseAnswers(SimulatedHost host, Instant now) {
        host.losesAnswers = !host.losesAnswers;
        history.say(now, host.name + " loses answers: " + host.losesAnswers);
    }

    private void stand(SimulatedHost host, Instant now) {
        SimulatedHost.Standing[] all = SimulatedHost.Standing.values();
        host.standing = all[random.nextInt(all.length)];
        history.say(now, host.name + " is " + host.standing);
    }

    private void heal(SimulatedHost host, Instant now) {
        host.silent = false;
        host.engineDown = false;
        host.losesAnswers = false;
        host.standing = SimulatedHost.Standing.ACTIVE;
        host.hung.clear();
        history.say(now, host.name + " is well");
    }

    /** Nothing is wrong any more, all are paid for, and what was given up is tried again. */
    void end(Instant now) {
        hosts.forEach(host -> heal(host, now));
        sick.clear();
        for (int tenant = 0; tenant < TENANTS; tenant++) pay(tenant, HOUR_OF_A_NODE * wantedNodes * 48, now);
        retry(now);
    }

    /** A person starts again what has failed. */
    void retry(Instant now) {
        for (StoredNode node : registry.nodes())
            if (node.overview(registry.host(node), now).state() instanceof NodeState.Failed)
                ask(node, Node.Desired.RUNNING, now);
    }

    static TenantId tenant(int number) {
        return new TenantId(new UUID(1, 1 + number));
    }

    void payAll(Instant now) {
        for (int tenant = 0; tenant < TENANTS; tenant++) pay(tenant, HOUR_OF_A_NODE * wantedNodes, now);
    }
}
