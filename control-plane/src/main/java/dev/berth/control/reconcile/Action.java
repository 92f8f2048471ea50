package dev.berth.control.reconcile;

import dev.berth.control.loss.Leavings;
import dev.berth.control.node.NodeId;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.VolumeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a pass of the reconciler wants done for a node; each is idempotent, and carried out on the node's own lane of its host. */
sealed interface Action {
    /** Where it is carried out, after whatever is under way there. */
    Lane lane();

    /** One for a node where it has its place. */
    sealed interface OfWanted extends Action {
        WantedNode wanted();

        default NodeId node() {
            return wanted().id();
        }

        @Override
        default Lane lane() {
            return Lane.of(wanted());
        }
    }

    /** Fetch, create and start what is missing of the wanted generation, in the template's order. */
    record BringUp(WantedNode wanted) implements OfWanted {}

    /** Stop units with their signal and budget, the last started first, and keep data. */
    record StopUnits(WantedNode wanted, List<UnitName> units, String why) implements OfWanted {}

    /** Stop and remove units of generations that are not wanted any more. */
    record RemoveOld(WantedNode wanted, List<UnitName> units) implements OfWanted {}

    /** End a unit that runs and does not answer, so that it is started afresh. */
    record Restart(WantedNode wanted, UnitName unit, String why) implements OfWanted {}

    /** Tell a driver who its members are now. {@code written} hears of success. */
    record WriteMembers(
            WantedNode wanted,
            UnitName unit,
            Map<String, UnitFile> files,
            Map<String, Address> addresses,
            Runnable written)
            implements OfWanted {}

    /** Stop and remove all that is left of a node but for its data, and give its place back but for that. */
    record KeepData(WantedNode wanted, List<UnitName> units, List<NetworkName> networks) implements OfWanted {}

    /** Stop and remove all that is left of a node, data included, and give its place back. */
    record Remove(WantedNode wanted, List<UnitName> units, List<VolumeName> volumes, List<NetworkName> networks)
            implements OfWanted {}

    /** Stop and remove what a node has on a host where it has no place any more, data included. */
    record RemoveLeft(Leavings.Left left, List<UnitName> units, List<VolumeName> volumes, List<NetworkName> networks)
            implements Action {
        @Override
        public Lane lane() {
            return new Lane(left.node(), Optional.of(left.host()));
        }
    }
}
