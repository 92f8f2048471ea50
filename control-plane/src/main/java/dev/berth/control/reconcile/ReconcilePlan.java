package dev.berth.control.reconcile;

import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.loss.Leavings;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.template.NodePlan;
import dev.berth.control.template.Rendering;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitState;
import dev.berth.host.engine.VolumeName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * From what is wanted and what was seen to what is to be done: at most one action per node, none for a node that
 * something is being done for, or whose host was not seen.
 */
final class ReconcilePlan {
    private ReconcilePlan() {}

    /** @param leaving nodes that a proxy may be sending calls to, though it has been told not to: not stopped yet */
    static List<Action.OfWanted> of(
            List<WantedNode> nodes,
            Map<HostId, HostObservation> seen,
            Set<NodeId> inFlight,
            Set<NodeId> leaving,
            Instant now) {
        var actions = new ArrayList<Action.OfWanted>();
        for (WantedNode wanted : nodes) {
            if (inFlight.contains(wanted.id()) || leaving.contains(wanted.id())) continue;
            if (wanted.lease().isEmpty()) {
                if (wanted.node().desired() == Node.Desired.DELETED)
                    actions.add(new Action.Remove(wanted, List.of(), List.of(), List.of()));
                continue;
            }
            Lease lease = wanted.lease().get();
            HostObservation host = seen.get(lease.host());
            if (host != null) forNode(wanted, host, now).ifPresent(actions::add);
        }
        return actions;
    }

    /** Nodes where something is being done in their place, or where something that they left there before goes first. */
    static Set<NodeId> busy(List<WantedNode> wanted, List<Leavings.Left> leavings, Set<Lane> inFlight) {
        var taken = new HashSet<Lane>(inFlight);
        for (Leavings.Left left : leavings) taken.add(new Lane(left.node(), Optional.of(left.host())));
        return wanted.stream()
                .filter(node -> taken.contains(Lane.of(node)))
                .map(WantedNode::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What nodes have left where they have no place any more.
     *
     * @param now hosts that were seen just now: what was seen before may have gone since, or come
     */
    static List<Action.RemoveLeft> leavings(
            List<Leavings.Left> leavings, Map<HostId, HostObservation> seen, Set<HostId> now, Set<Lane> inFlight) {
        return leavings.stream()
                .filter(left -> now.contains(left.host()))
                .map(left -> removal(left, Objects.requireNonNull(seen.get(left.host()))))
                .filter(action -> !inFlight.contains(action.lane()))
                .toList();
    }

    private static Action.RemoveLeft removal(Leavings.Left left, HostObservation host) {
        String name = Rendering.shortName(left.node());
        List<UnitName> units = host.unitsOf(name).stream()
                .map(UnitObservation::name)
                .filter(unit -> unit.generation() <= left.generation())
                .toList();
        var networks = host.networks().stream()
                .map(network -> network.name())
                .filter(network -> network.text().equals("berth-" + name))
                .toList();
        return new Action.RemoveLeft(left, units, volumes(name, host), networks);
    }

    private static List<VolumeName> volumes(String shortName, HostObservation host) {
        return host.volumes().stream()
                .map(volume -> volume.name())
                .filter(name -> name.text().startsWith("berth-" + shortName + "-"))
                .toList();
    }

    private static Optional<Action.OfWanted> forNode(WantedNode wanted, HostObservation host, Instant now) {
        List<UnitObservation> units = host.unitsOf(wanted.shortName());
        if (wanted.node().desired() == Node.Desired.DELETED) return Optional.of(remove(wanted, host, units));
        if (wanted.node().desired() == Node.Desired.RETAINED) return keepData(wanted, host, units);
        if (!wanted.shouldRun()) return stop(wanted, units);
        List<UnitName> old = names(units.stream()
                .filter(unit -> unit.name().generation() != wanted.node().generation())
                .toList());
        if (!old.isEmpty()) return Optional.of(new Action.RemoveOld(wanted, stopOrder(wanted, old)));
        return up(wanted, units, now);
    }

    private static Optional<Action.OfWanted> stop(WantedNode wanted, List<UnitObservation> units) {
        List<UnitName> running =
                names(units.stream().filter(UnitObservation::running).toList());
        if (running.isEmpty()) return Optional.empty();
        return Optional.of(new Action.StopUnits(
                wanted, stopOrder(wanted, running), wanted.whyNotToRun().orElse("")));
    }

    private static Optional<Action.OfWanted> up(WantedNode wanted, List<UnitObservation> units, Instant now) {
        var seen = wanted.current();
        if (seen.isPresent()) {
            if (seen.get().failureCode() != null) return Optional.empty();
            Instant nextTry = seen.get().nextTryAt();
            if (nextTry != null && ExitRule.isYetToCome(nextTry, now)) return Optional.empty();
        }
        NodePlan plan = wanted.plan().orElseThrow();
        boolean complete = plan.units().stream()
                .allMatch(unit -> units.stream()
                        .anyMatch(found ->
                                found.name().equals(unit.name()) && found.state() instanceof UnitState.Running));
        if (!complete) return Optional.of(new Action.BringUp(wanted));
        return HungUnit.of(wanted, now)
                .map(why -> new Action.Restart(wanted, plan.units().getFirst().name(), why));
    }

    private static Action.Remove remove(WantedNode wanted, HostObservation host, List<UnitObservation> units) {
        String prefix = "berth-" + wanted.shortName();
        var networks = host.networks().stream()
                .map(network -> network.name())
                .filter(name -> name.text().equals(prefix)
                        || (!wanted.networkShared()
                                && wanted.plan()
                                        .filter(plan -> plan.network().equals(name))
                                        .isPresent()))
                .toList();
        return new Action.Remove(wanted, stopOrder(wanted, names(units)), volumes(wanted.shortName(), host), networks);
    }

    /** A node that has no data goes altogether, but one that had some is not given up because that is not seen now. */
    private static Optional<Action.OfWanted> keepData(
            WantedNode wanted, HostObservation host, List<UnitObservation> units) {
        if (wanted.lease().orElseThrow().ofData())
            return units.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Action.RemoveOld(wanted, stopOrder(wanted, names(units))));
        Action.Remove all = remove(wanted, host, units);
        return Optional.of(all.volumes().isEmpty() ? all : new Action.KeepData(wanted, all.units(), all.networks()));
    }

    /** The last that was started first; what the template does not know, before all. */
    private static List<UnitName> stopOrder(WantedNode wanted, List<UnitName> units) {
        List<String> order = wanted.template().units().keySet().stream().toList();
        return units.stream()
                .sorted(Comparator.comparingInt((UnitName unit) -> {
                            int place = order.indexOf(unit.unit());
                            return place < 0 ? Integer.MAX_VALUE : place;
                        })
                        .reversed())
                .toList();
    }

    private static List<UnitName> names(List<UnitObservation> units) {
        return units.stream().map(UnitObservation::name).toList();
    }

    /** The plan of a unit of the wanted generation. */
    static Optional<UnitPlan> unitPlan(WantedNode wanted, UnitName name) {
        return wanted.plan().stream()
                .flatMap(plan -> plan.units().stream())
                .filter(unit -> unit.name().equals(name))
                .findFirst();
    }
}
