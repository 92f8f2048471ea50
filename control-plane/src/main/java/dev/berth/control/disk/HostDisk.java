package dev.berth.control.disk;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How full the disk of a host is that its nodes' data is on.
 *
 * @param growth empty: it was not looked at yet
 * @param wantedFloor how much an operator wants to be left of it; empty: the usual
 */
public record HostDisk(DiskLevel level, Optional<Growth> growth, long totalBytes, OptionalLong wantedFloor) {
    /** With less left, nothing may grow there. */
    public long floorBytes() {
        return wantedFloor.orElseGet(() -> Fill.usualFloor(totalBytes));
    }

    /** Empty: it was not looked at yet. */
    public Optional<Fill> fill() {
        return growth.map(grown -> Fill.of(grown, totalBytes, floorBytes()));
    }
}
