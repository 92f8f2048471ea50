package dev.berth.control.reconcile;

import static java.util.Objects.requireNonNull;

import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.loss.Leavings;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.simulation.SimulatedHost;
import dev.berth.control.simulation.StoredNode;
import dev.berth.control.template.Readiness;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.UnitObservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The reconciler of one control plane in a simulation: the real {@link Noticing}, {@link ReadinessRule}, {@link HungUnit}
 * and {@link ReconcilePlan} in {@link Reconciler}'s order, without its threads. Stands in for what {@link Recorder} writes
 * and {@link Lanes} run; routing is left out, as if every proxy had followed at once.
 */
public final class SimulatedReconciler {
    private final long epoch;
    private final Map<HostId, SimulatedHost> hosts;
    private final List<Leavings.Left> leavings;
    private final Consumer<StoredNode> release;
    private final Map<Lane, SimulatedLane> lanes = new LinkedHashMap<>();
    private long planningNanos;

    /**
     * @param leavings what nodes have left on hosts that were lost; taken out when it is removed
     * @param release gives back what a node holds, when nothing of it is left
     */
    public SimulatedReconciler(
            long epoch, Map<HostId, SimulatedHost> hosts, List<Leavings.Left> leavings, Consumer<StoredNode> release) {
        this.epoch = epoch;
        this.hosts = hosts;
        this.leavings = leavings;
        this.release = release;
    }

    /** How long all decisions have taken; nothing follows from it. */
    public long planningNanos() {
        return planningNanos;
    }

    public boolean busy() {
        return !lanes.isEmpty();
    }

    /** Looks at all hosts, decides, and begins what is to be done. What is begun, for people. */
    public List<String> pass(Collection<StoredNode> nodes, Instant now) {
        var seen = new HashMap<HostId, HostObservation>();
        hosts.forEach((id, host) -> host.look(epoch).ifPresent(look -> seen.put(id, look)));
        long begun = System.nanoTime();
        for (StoredNode node : nodes) notice(node, seen, now);
        List<WantedNode> wanted =
                nodes.stream().map(SimulatedReconciler::wanted).toList();
        Set<Lane> inFlight = Set.copyOf(lanes.keySet());
        List<Action.RemoveLeft> left = ReconcilePlan.leavings(leavings, seen, seen.keySet(), inFlight);
        Set<NodeId> busy = ReconcilePlan.busy(wanted, leavings, inFlight);
        List<Action.OfWanted> actions = ReconcilePlan.of(wanted, seen, busy, Set.of(), now);
        planningNanos += System.nanoTime() - begun;
        if (actions.isEmpty() && left.isEmpty()) return List.of();
        var stored = new HashMap<NodeId, StoredNode>();
        nodes.forEach(node -> stored.put(node.node().id(), node));
        var planned = new HashMap<NodeId, WantedNode>();
        wanted.forEach(node -> planned.put(node.id(), node));
        var said = new ArrayList<String>();
        for (Action.RemoveLeft remove : left) {
            var lane = SimulatedLane.of(
                    remove, requireNonNull(hosts.get(remove.left().host())), epoch, leavings);
            lanes.put(remove.lane(), lane);
            said.add(lane.what());
        }
        for (Action.OfWanted action : actions) {
            StoredNode node = requireNonNull(stored.get(action.node()));
            SimulatedHost host =
                    node.openLease().map(lease -> hosts.get(lease.host())).orElse(null);
            var lane = SimulatedLane.of(action, requireNonNull(planned.get(action.node())), node, host, epoch, release);
            lanes.put(action.lane(), lane);
            said.add(lane.what());
        }
        return said;
    }

    /** Lets what is under way come further, by a few steps each. */
    public void work(RandomGenerator random, Instant now) {
        for (Map.Entry<Lane, SimulatedLane> one : List.copyOf(lanes.entrySet())) {
            SimulatedLane lane = one.getValue();
            for (int steps = 1 + random.nextInt(6); steps > 0 && !lane.over(); steps--) lane.step(now);
            if (lane.over()) lanes.remove(one.getKey());
        }
    }

    private void notice(StoredNode node, Map<HostId, HostObservation> seen, Instant now) {
        if (node.openLease().isEmpty()) return;
        WantedNode wanted = wanted(node);
        Optional<NodeSeen> ready = wanted.seen().filter(NodeSeen::ready);
        HostId hostId = node.lease().host();
        if (ready.isPresent() && !wanted.shouldRun()) node.save(ready.get().notReady("is not to run", now), now);
        else if (ready.isPresent() && !seen.containsKey(hostId))
            node.save(ready.get().unreached("its host is silent", now), now);
        HostObservation host = seen.get(hostId);
        if (host == null || lanes.containsKey(Lane.of(wanted))) return;
        String name = wanted.shortName();
        List<UnitObservation> units = host.units().stream()
                .filter(unit -> unit.name().node().equals(name))
                .toList();
        Noticing noticing = Noticing.of(wanted(node), units, now);
        noticing.units().forEach(node::save);
        noticing.seen()
                .or(() -> probed(wanted(node), units, requireNonNull(hosts.get(hostId)), now))
                .ifPresent(after -> node.save(after, now));
    }

    /** What a probe of a running node brings; one that would only say again what is known is left out. */
    private static Optional<NodeSeen> probed(
            WantedNode wanted, List<UnitObservation> units, SimulatedHost host, Instant now) {
        if (!wanted.shouldRun()) return Optional.empty();
        var plan = wanted.plan().orElseThrow();
        boolean runs = plan.units().stream()
                .allMatch(unit ->
                        units.stream().anyMatch(found -> found.name().equals(unit.name()) && found.running()));
        if (!runs) return Optional.empty();
        boolean answers = plan.units().stream().allMatch(unit -> host.answers(unit.name()));
        if (answers && wanted.current().filter(NodeSeen::ready).isPresent()) return Optional.empty();
        Readiness rule = plan.readiness();
        long head = now.getEpochSecond() / 12;
        var probe = new ProbeResult(
                now,
                wanted.node().generation(),
                answers ? Optional.empty() : Optional.of("does not answer"),
                answers ? head : null,
                answers ? now : null,
                answers ? rule.syncing().mustBe() : null,
                answers ? (Integer) 50 : null,
                Optional.empty(),
                Optional.empty());
        return Optional.of(ReadinessRule.of(rule, wanted.seen(), probe, Optional.of(head), now));
    }

    /** As {@link WantedNodes} reads it. */
    static WantedNode wanted(StoredNode node) {
        Optional<Lease> lease = node.openLease();
        return new WantedNode(
                node.node(),
                node.chain().recipe().template(),
                node.chain().network(),
                lease,
                lease.map(_ -> node.plan()),
                Optional.empty(),
                false,
                node.seen(),
                node.units(),
                Optional.empty());
    }
}
