package dev.berth.control.reconcile;

import dev.berth.control.node.NodeId;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A driver's members file is replaced while it runs, whenever it is not what was last written. */
final class MembersFiles {
    private final Map<NodeId, Told> written = new ConcurrentHashMap<>();

    /** What a members file says: its text names members, the addresses say where each is now. */
    private record Told(UnitFile members, Map<String, Address> addresses) {}

    Stream<Action.OfWanted> due(WantedNode wanted) {
        if (!wanted.shouldRun()) return Stream.empty();
        return wanted.plan().stream()
                .flatMap(plan -> plan.units().stream())
                .filter(unit -> runs(wanted, unit))
                .flatMap(unit -> due(wanted, unit).stream());
    }

    private Optional<Action.OfWanted> due(WantedNode wanted, UnitPlan unit) {
        UnitFile members = unit.files().get(UnitSpec.MEMBERS_FILE);
        if (members == null) return Optional.empty();
        var told = new Told(members, unit.addresses());
        if (told.equals(written.get(wanted.id()))) return Optional.empty();
        return Optional.of(new Action.WriteMembers(
                wanted,
                unit.name(),
                Map.of(UnitSpec.MEMBERS_FILE, members),
                unit.addresses(),
                () -> written.put(wanted.id(), told)));
    }

    private static boolean runs(WantedNode wanted, UnitPlan unit) {
        return wanted.unit(unit.name().unit())
                .filter(known -> known.state() == UnitSeen.State.RUNNING)
                .isPresent();
    }
}
