package dev.berth.host.agent;

import dev.berth.host.artifact.Program;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeSpec;
import java.util.Map;

/** One idempotent step of an operation, fenced by the epoch of the control plane that orders it. */
public sealed interface HostStep {
    Order order();

    /** Which operation orders a step, and the epoch of the control plane that speaks. */
    record Order(String operation, long epoch) {}

    record FetchArtifact(Order order, Program program) implements HostStep {}

    record CreateVolume(Order order, VolumeSpec volume) implements HostStep {}

    record CreateNetwork(Order order, NetworkSpec network) implements HostStep {}

    record CreateUnit(Order order, UnitSpec unit) implements HostStep {}

    record StartUnit(Order order, UnitName unit) implements HostStep {}

    record StopUnit(Order order, UnitName unit, StopBudget budget) implements HostStep {}

    record RemoveUnit(Order order, UnitName unit) implements HostStep {}

    /** Deletes data. */
    record RemoveVolume(Order order, VolumeName volume) implements HostStep {}

    record RemoveNetwork(Order order, NetworkName network) implements HostStep {}

    /** Replaces files of a unit while it runs, such as the members file of a driver. */
    record WriteFiles(Order order, UnitName unit, Map<String, UnitFile> files, Map<String, Address> addresses)
            implements HostStep {
        public WriteFiles {
            files = Map.copyOf(files);
            addresses = Map.copyOf(addresses);
        }
    }
}
