package dev.berth.host.engine.process;

import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.RemoveOutcome;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeObservation;
import dev.berth.host.engine.VolumeSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What units have beside themselves: made once, removed when no unit uses it. */
record ProcessStorage(ProcessVolumes volumes, ProcessNetworks networks, ProcessUnits units) {

    MakeOutcome create(VolumeSpec volume) throws IOException {
        if (volumes.find(volume.name()).isPresent()) return new MakeOutcome.Existed();
        volumes.make(volume, units.freeUser(volumes.all()));
        return new MakeOutcome.Made();
    }

    RemoveOutcome remove(VolumeName name) throws IOException {
        Optional<Refusal> used = used(name.text(), unit -> unit.usedVolume().equals(Optional.of(name)));
        if (used.isPresent()) return new RemoveOutcome.Refused(used.get());
        if (volumes.find(name).isEmpty()) return new RemoveOutcome.Absent();
        volumes.delete(name);
        return new RemoveOutcome.Removed();
    }

    List<VolumeObservation> listVolumes() throws IOException {
        return volumes.all().stream()
                .map(volume -> new VolumeObservation(volume.name(), volume.labels()))
                .toList();
    }

    MakeOutcome create(NetworkSpec network) {
        if (networks.find(network.name()).isPresent()) return new MakeOutcome.Existed();
        networks.make(new NetworkRecord(network.name(), network.subnet(), network.labels()));
        return new MakeOutcome.Made();
    }

    RemoveOutcome remove(NetworkName name) throws IOException {
        Optional<Refusal> used = used(name.text(), unit -> unit.network().equals(name));
        if (used.isPresent()) return new RemoveOutcome.Refused(used.get());
        return networks.delete(name) ? new RemoveOutcome.Removed() : new RemoveOutcome.Absent();
    }

    List<NetworkObservation> listNetworks() throws IOException {
        return networks.all().stream()
                .map(network -> new NetworkObservation(network.name(), network.subnet(), network.labels()))
                .toList();
    }

    private Optional<Refusal> used(String name, Predicate<UnitRecord> uses) {
        return units.records()
                .filter(uses)
                .findFirst()
                .map(unit -> new Refusal(Reason.IN_USE, name + " by " + unit.name()));
    }
}
