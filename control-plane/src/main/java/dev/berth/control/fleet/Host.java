package dev.berth.control.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A machine of the pool, as stored.
 *
 * @param powered whether its units are to run at all
 * @param remote its agent dials; otherwise it is within the control plane's process
 * @param clockSkew how far its clock is ahead
 * @param allocatable what nodes may reserve of it; {@code reserved} is what they do
 */
public record Host(
        HostId id,
        String name,
        String engine,
        String architecture,
        String region,
        String zone,
        String provider,
        String diskClass,
        State state,
        boolean powered,
        Share allocatable,
        Share reserved,
        Optional<Long> diskFreeBytes,
        Optional<Instant> heardAt,
        List<Finding> findings,
        int firstPort,
        int lastPort,
        String subnets,
        Instant enrolledAt,
        boolean remote,
        List<Disk> disks,
        Optional<Duration> clockSkew) {
    /** A file system that units' data may be on. */
    public record Disk(String mount, String type, long totalBytes, long freeBytes) {}

    /** An amount of each dimension. */
    public record Share(long cpuMillis, long memoryBytes, long diskBytes, int gpu) {}

    /** Something that the host's own doctor found. */
    public record Finding(String rule, String verdict, String detail) {}

    /** Whether new nodes are placed on it. */
    public enum State {
        ACTIVE,
        CORDONED,
        DECOMMISSIONED;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String column) {
            return valueOf(column.toUpperCase(Locale.ROOT));
        }
    }

    public Host {
        findings = List.copyOf(findings);
        disks = List.copyOf(disks);
    }
}
