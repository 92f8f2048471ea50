package dev.berth.control.reconcile;

import dev.berth.control.node.NodeId;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.VolumeName;
import java.util.List;
import java.util.Map;

/** What a pass of the reconciler wants done for a node; each is idempotent, and carried out on the node's own lane. */
sealed interface Action {
    WantedNode wanted();

    default NodeId node() {
        return wanted().id();
    }

    /** Fetch, create and start what is missing of the wanted generation, in the template's order. */
    record BringUp(WantedNode wanted) implements Action {}

    /** Stop units with their signal and budget, the last started first, and keep data. */
    record StopUnits(WantedNode wanted, List<UnitName> units, String why) implements Action {}

    /** Stop and remove units of generations that are not wanted any more. */
    record RemoveOld(WantedNode wanted, List<UnitName> units) implements Action {}

    /** End a unit that runs and does not answer, so that it is started afresh. */
    record Restart(WantedNode wanted, UnitName unit, String why) implements Action {}

    /** Tell a driver who its members are now. {@code written} hears of success. */
    record WriteMembers(
            WantedNode wanted,
            UnitName unit,
            Map<String, UnitFile> files,
            Map<String, Address> addresses,
            Runnable written)
            implements Action {}

    /** Stop and remove all that is left of a node but for its data, and give its place back but for that. */
    record KeepData(WantedNode wanted, List<UnitName> units, List<NetworkName> networks) implements Action {}

    /** Stop and remove all that is left of a node, data included, and give its place back. */
    record Remove(WantedNode wanted, List<UnitName> units, List<VolumeName> volumes, List<NetworkName> networks)
            implements Action {}
}
