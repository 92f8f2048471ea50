package dev.berth.host.agent;

import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.VolumeObservation;
import java.time.Instant;
import java.util.List;

/** All of this instance's things on a host, at one time. */
public record HostObservation(
        Instant at, List<UnitObservation> units, List<VolumeObservation> volumes, List<NetworkObservation> networks) {
    public HostObservation {
        units = List.copyOf(units);
        volumes = List.copyOf(volumes);
        networks = List.copyOf(networks);
    }
}
