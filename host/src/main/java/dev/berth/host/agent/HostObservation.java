package dev.berth.host.agent;

import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeObservation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** All of this instance's things on a host, at one time; units and volumes by name. */
public record HostObservation(
        Instant at, List<UnitObservation> units, List<VolumeObservation> volumes, List<NetworkObservation> networks) {
    private static final Comparator<UnitObservation> BY_NODE = Comparator.comparing(
            UnitObservation::name,
            Comparator.comparing(UnitName::node).thenComparing(UnitName::unit).thenComparingLong(UnitName::generation));

    private static final Comparator<VolumeObservation> BY_NAME =
            Comparator.comparing(volume -> volume.name().text());

    public HostObservation {
        units = units.stream().sorted(BY_NODE).toList();
        volumes = volumes.stream().sorted(BY_NAME).toList();
        networks = List.copyOf(networks);
    }

    /** The units of a node, of any generation; {@code node} as it stands in their names. */
    public List<UnitObservation> unitsOf(String node) {
        Function<UnitObservation, String> of = unit -> unit.name().node();
        return units.subList(firstFrom(units, of, node, false), firstFrom(units, of, node, true));
    }

    public boolean has(VolumeName volume) {
        Function<VolumeObservation, String> of = found -> found.name().text();
        int place = firstFrom(volumes, of, volume.text(), false);
        return place < volumes.size() && volumes.get(place).name().equals(volume);
    }

    /** Where the first is whose key is not less than this one, or is greater. */
    private static <T> int firstFrom(List<T> sorted, Function<T, String> key, String wanted, boolean greater) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = key.apply(sorted.get(middle)).compareTo(wanted);
            if (order < 0 || (greater && order == 0)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
