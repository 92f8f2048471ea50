package dev.berth.host.engine.fake;

import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.RemoveOutcome;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeObservation;
import dev.berth.host.engine.VolumeSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Volumes and networks that hold nothing. */
final class FakeStorage {
    private final Map<VolumeName, VolumeSpec> volumes = new LinkedHashMap<>();
    private final Map<NetworkName, NetworkSpec> networks = new LinkedHashMap<>();

    MakeOutcome create(VolumeSpec volume) {
        return volumes.putIfAbsent(volume.name(), volume) == null ? new MakeOutcome.Made() : new MakeOutcome.Existed();
    }

    RemoveOutcome remove(VolumeName name, Stream<UnitSpec> units) {
        if (units.anyMatch(unit -> unit.volume().equals(Optional.of(name)))) return inUse(name.text());
        return volumes.remove(name) == null ? new RemoveOutcome.Absent() : new RemoveOutcome.Removed();
    }

    void vanish(VolumeName name) {
        volumes.remove(name);
    }

    MakeOutcome create(NetworkSpec network) {
        return networks.putIfAbsent(network.name(), network) == null
                ? new MakeOutcome.Made()
                : new MakeOutcome.Existed();
    }

    RemoveOutcome remove(NetworkName name, Stream<UnitSpec> units) {
        if (units.anyMatch(unit -> unit.network().equals(name))) return inUse(name.text());
        return networks.remove(name) == null ? new RemoveOutcome.Absent() : new RemoveOutcome.Removed();
    }

    private static RemoveOutcome inUse(String name) {
        return new RemoveOutcome.Refused(new Refusal(Reason.IN_USE, name));
    }

    /** What a unit wants and is not there. */
    Optional<String> missing(UnitSpec unit) {
        if (unit.volume().isPresent() && !volumes.containsKey(unit.volume().get()))
            return Optional.of("no volume " + unit.volume().get());
        return networks.containsKey(unit.network()) ? Optional.empty() : Optional.of("no network " + unit.network());
    }

    List<VolumeObservation> volumes() {
        return volumes.values().stream()
                .map(volume -> new VolumeObservation(volume.name(), volume.labels()))
                .toList();
    }

    List<NetworkObservation> networks() {
        return networks.values().stream()
                .map(network -> new NetworkObservation(network.name(), network.subnet(), network.labels()))
                .toList();
    }
}
