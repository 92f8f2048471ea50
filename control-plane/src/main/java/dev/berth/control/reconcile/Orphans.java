package dev.berth.control.reconcile;

import dev.berth.control.fleet.HostId;
import dev.berth.control.loss.Leavings;
import dev.berth.control.node.NodeId;
import dev.berth.control.template.Rendering;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Units of this installation on a host where no node of the database has its place, such as after an older backup was restored:
 * they are told of, and left alone for a day, in which the database may get right again; then they are stopped. They are never
 * removed, nor is their data, and what does not bear this installation's labels is not even seen. A control plane that begins
 * to lead begins to count afresh.
 */
final class Orphans {
    /** What a pass sees may be older than what it reads. */
    private static final Duration TOLD_AFTER = Duration.ofMinutes(1);

    private static final Duration STOPPED_AFTER = Duration.ofDays(1);

    private final Map<Orphan, Known> known = new HashMap<>();

    /** A unit that belongs to nobody; {@code node} is what its label says. */
    record Orphan(HostId host, NodeId node, UnitName unit) {}

    /** What is to be done about one now. */
    sealed interface Due {
        Orphan orphan();

        record Tell(Orphan orphan) implements Due {}

        record Stop(Orphan orphan) implements Due {}
    }

    private record Known(Instant since, boolean told) {}

    /** @param leavings what is known, and removed */
    List<Due> look(
            Map<HostId, HostObservation> seen, List<WantedNode> wanted, List<Leavings.Left> leavings, Instant now) {
        Map<HostId, Set<String>> placed = wanted.stream()
                .filter(node -> node.lease().isPresent())
                .collect(Collectors.groupingBy(
                        node -> node.lease().orElseThrow().host(),
                        HashMap::new,
                        Collectors.mapping(WantedNode::shortName, Collectors.toSet())));
        for (Leavings.Left left : leavings)
            placed.computeIfAbsent(left.host(), _ -> new HashSet<>()).add(Rendering.shortName(left.node()));
        var due = new ArrayList<Due>();
        seen.forEach((host, observation) -> {
            Set<String> here = placed.getOrDefault(host, Set.of());
            Map<UnitName, UnitObservation> strange = observation.units().stream()
                    .filter(unit -> !here.contains(unit.name().node()))
                    .collect(Collectors.toMap(UnitObservation::name, unit -> unit));
            known.keySet().removeIf(orphan -> orphan.host().equals(host) && !strange.containsKey(orphan.unit()));
            strange.forEach((name, unit) ->
                    look(new Orphan(host, NodeId.parse(unit.labels().node()), name), unit.running(), now, due));
        });
        return due;
    }

    private void look(Orphan orphan, boolean runs, Instant now, List<Due> due) {
        Known before = known.computeIfAbsent(orphan, _ -> new Known(now, false));
        Duration since = Duration.between(before.since(), now);
        if (!before.told() && since.compareTo(TOLD_AFTER) >= 0) {
            known.put(orphan, new Known(before.since(), true));
            due.add(new Due.Tell(orphan));
        }
        if (runs && since.compareTo(STOPPED_AFTER) >= 0) due.add(new Due.Stop(orphan));
    }
}
