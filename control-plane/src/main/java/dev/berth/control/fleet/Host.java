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
 * @param lostAt when it had been silent for so long that its return is not waited for; empty: it is
 * @param allocatable what nodes may reserve of it, a portion of what it has; {@code reserved} is what they do
 * @param observed what it says it has
 */
public record Host(
        HostId id,
        String name,
        String engine,
        String architecture,
        HostPlace place,
        String diskClass,
        State state,
        Closing closing,
        boolean powered,
        Portion portion,
        Share allocatable,
        Share reserved,
        Optional<Share> observed,
        Optional<Long> diskFreeBytes,
        Optional<Instant> heardAt,
        List<Finding> findings,
        int firstPort,
        int lastPort,
        String subnets,
        Instant enrolledAt,
        boolean remote,
        List<Disk> disks,
        Optional<Duration> clockSkew,
        Optional<Instant> lostAt) {
    /** A file system that units' data may be on. */
    public record Disk(String mount, String type, long totalBytes, long freeBytes) {}

    /** An amount of each dimension. */
    public record Share(long cpuMillis, long memoryBytes, long diskBytes, int gpu) {}

    /** Something that the host's own doctor found. */
    public record Finding(String rule, String verdict, String detail) {}

    /**
     * Why it takes no new nodes; each reason comes and goes by itself.
     *
     * @param byOperator somebody wants it so
     * @param byClockSince its clock is too far off since then
     * @param byDisk less is left of its disk than its floor
     * @param drain its nodes are to go as well
     */
    public record Closing(boolean byOperator, Optional<Instant> byClockSince, boolean byDisk, Optional<Drain> drain) {
        boolean isClosed() {
            return byOperator || byClockSince.isPresent() || byDisk || drain.isPresent();
        }

        /** For people; empty: it takes nodes. */
        public Optional<String> reason() {
            if (drain.isPresent()) return Optional.of("is being drained");
            if (byOperator) return Optional.of("is cordoned");
            if (byClockSince.isPresent()) return Optional.of("is cordoned, for its clock is off");
            return byDisk ? Optional.of("has a full disk") : Optional.empty();
        }
    }

    /**
     * That its nodes are to go.
     *
     * @param nodes how many there were when that began
     * @param emptyAt when none was left
     */
    public record Drain(Instant since, int nodes, Optional<Instant> emptyAt) {}

    /** What follows for new nodes, and for those there are. */
    public enum State {
        ACTIVE,
        /** Takes no new nodes. */
        CORDONED,
        /** Takes no new nodes, and loses those it has. */
        DRAINING,
        DECOMMISSIONED;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String column, Closing closing) {
            if (column.equals(DECOMMISSIONED.column())) return DECOMMISSIONED;
            if (closing.drain().isPresent()) return DRAINING;
            return closing.isClosed() ? CORDONED : ACTIVE;
        }
    }

    public boolean isLost() {
        return lostAt.isPresent();
    }

    public Host {
        findings = List.copyOf(findings);
        disks = List.copyOf(disks);
    }
}
