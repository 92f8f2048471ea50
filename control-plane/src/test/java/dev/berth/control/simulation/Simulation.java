package dev.berth.control.simulation;

import dev.berth.control.MovedClock;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.placement.Zone;
import dev.berth.control.reconcile.SimulatedReconciler;
import dev.berth.host.engine.UnitObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Days of a fleet in virtual time, from one seed: hosts, nodes, pools and leases, with everything that goes wrong. Placement,
 * the planning of pools, the steps of leases, escrows, noticing, readiness and the reconciler's plan are the real ones;
 * {@link Registry} stands in for the database, {@link SimulatedHost} for agents and {@code SimulatedLane} for the executor.
 * {@link Invariants} are checked after each step, and when the faults are over all must become as it is wanted. The same
 * arguments give the same history, whatever the machine does.
 */
public final class Simulation {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration[] PAUSES = {
        Duration.ofMillis(150),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(2),
        Duration.ofMinutes(20)
    };
    private static final Duration WHEN_SETTLING = Duration.ofSeconds(5);
    private static final int SETTLED_AFTER = 3_000;

    private final long seed;
    private final Duration length;
    private final MovedClock clock = new MovedClock(BEGIN);
    private final SplittableRandom random;
    private final History history = new History();
    private final Registry registry;
    private final SimulatedPools pools;
    private final Faults faults;
    private final List<SimulatedReconciler> frozen = new ArrayList<>();
    private SimulatedReconciler reconciler;
    private long epoch = 1;
    private int passes;
    private long planningNanos;

    /** What came of it. {@code planningNanos} is how long all passes have decided for, and not part of the history. */
    public record Outcome(
            String hash, int passes, int nodes, int controlPlanes, int madeElsewhere, long planningNanos) {}

    public Simulation(long seed, int hostCount, int nodeCount, Duration length, Flaw flaw) {
        this.seed = seed;
        this.length = length;
        this.random = new SplittableRandom(seed);
        Map<HostId, SimulatedHost> hosts = new LinkedHashMap<>();
        for (int number = 0; number < hostCount; number++) {
            var id = new HostId(new UUID(0x2000, number));
            var zone = new Zone("provider-" + number % 7, "region-" + number % 3, "zone-" + number % 21);
            hosts.put(id, new SimulatedHost(id, "host-%04d".formatted(number), zone, clock, random.split(), flaw));
        }
        this.registry = new Registry(hosts, flaw);
        this.pools = new SimulatedPools(registry);
        this.faults = new Faults(registry, pools, nodeCount, random.split(), history);
        this.reconciler = newReconciler();
        faults.payAll(BEGIN);
        for (int pool = 0; pool < nodeCount / 20; pool++) pools.add("p" + pool, 1 + random.nextInt(6), BEGIN);
        pools.keep(BEGIN, history);
        while (registry.nodes().size() < nodeCount * 9 / 10) faults.create(BEGIN);
    }

    private SimulatedReconciler newReconciler() {
        return new SimulatedReconciler(
                epoch, registry.hosts, registry.leavings, node -> registry.release(node, clock.instant()));
    }

    /** Throws {@link InvariantBroken} with the seed and the last that happened. */
    public Outcome run() {
        try {
            Instant end = BEGIN.plus(length);
            while (clock.instant().isBefore(end)) {
                clock.forward(PAUSES[random.nextInt(PAUSES.length)]);
                faults.happen(clock.instant());
                step(random.nextInt(20) == 0);
            }
            settle();
        } catch (InvariantBroken broken) {
            throw new InvariantBroken(
                    "seed " + seed + ", pass " + passes + ": " + broken.getMessage() + "\n"
                            + String.join("\n", history.last()),
                    broken);
        }
        planningNanos += reconciler.planningNanos();
        return new Outcome(
                history.hash(), passes, registry.nodes().size(), (int) epoch, registry.leftHosts(), planningNanos);
    }

    private boolean step(boolean crash) {
        Instant now = clock.instant();
        registry.keepLeases(now);
        registry.leaveLostHosts(now, history);
        int due = pools.keep(now, history);
        List<String> begun = reconciler.pass(registry.nodes(), now);
        passes++;
        begun.forEach(what -> history.say(now, what));
        for (SimulatedReconciler other : frozen) if (random.nextInt(12) == 0) other.work(random, now);
        frozen.removeIf(other -> !other.busy());
        if (crash) crash(now);
        reconciler.work(random, now);
        Invariants.check(registry);
        history.say(now, registry.nodes().size() + " nodes, " + registry.money);
        return due > 0 || !begun.isEmpty() || reconciler.busy();
    }

    /** Another control plane takes over. The one before has ended, or was frozen and goes on later with what it was at. */
    private void crash(Instant now) {
        boolean freezes = random.nextInt(4) != 0;
        if (freezes) frozen.add(reconciler);
        planningNanos += reconciler.planningNanos();
        epoch++;
        reconciler = newReconciler();
        history.say(now, "epoch " + epoch + " begins" + (freezes ? ", the one before goes on" : ""));
    }

    private void settle() {
        faults.end(clock.instant());
        for (int left = SETTLED_AFTER; left > 0; left--) {
            clock.forward(WHEN_SETTLING);
            faults.retry(clock.instant());
            boolean busy = step(false);
            if (!busy
                    && frozen.isEmpty()
                    && registry.leavings.isEmpty()
                    && unsettled().isEmpty()) return;
        }
        throw new InvariantBroken("not as it is wanted, long after the faults were over: "
                + unsettled().orElse("something is still being done"));
    }

    private Optional<String> unsettled() {
        return registry.nodes().stream()
                .filter(node -> !isAsWanted(node))
                .findFirst()
                .map(node -> node.node() + ", " + node.lease().state() + ", seen " + node.seen() + ", units "
                        + registry.host(node).things().units());
    }

    private boolean isAsWanted(StoredNode node) {
        boolean ready = node.seen()
                .filter(seen -> seen.generation() == node.node().generation())
                .filter(NodeSeen::ready)
                .isPresent();
        return switch (node.node().desired()) {
            case RUNNING -> ready && !node.lease().withoutFunds();
            case STOPPED ->
                registry.host(node).things().units().stream().noneMatch(unit -> unit.running() && isOf(node, unit));
            case RETAINED, DELETED -> false;
        };
    }

    private static boolean isOf(StoredNode node, UnitObservation unit) {
        return unit.labels().node().equals(node.node().id().toString());
    }
}
