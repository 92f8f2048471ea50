package dev.berth.control.sample;

import dev.berth.host.engine.Stats;
import dev.berth.host.engine.UnitName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Makes of what engines count what units use: cores from two readings of processor time. */
final class UnitUse {
    private static final long OLD_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long MILLIS_OF_A_CORE = 1_000;

    private final Map<UnitName, Reading> before = new ConcurrentHashMap<>();

    private record Reading(long cpuNanos, long at) {}

    /** @param nanos when it was read, by a clock that never goes back */
    NodeUse.OfUnit of(UnitName unit, Stats stats, long nanos) {
        return new NodeUse.OfUnit(
                stats.cpuNanos().flatMap(cpu -> cores(unit, cpu, nanos)), stats.memoryBytes(), stats.volumeBytes());
    }

    private Optional<Long> cores(UnitName unit, long cpuNanos, long nanos) {
        Reading last = before.put(unit, new Reading(cpuNanos, nanos));
        if (last == null || cpuNanos < last.cpuNanos() || nanos <= last.at()) return Optional.empty(); // begun afresh
        return Optional.of((cpuNanos - last.cpuNanos()) * MILLIS_OF_A_CORE / (nanos - last.at()));
    }

    /** Forgets units that have not been read for long. */
    void forget(long nanos) {
        before.values().removeIf(reading -> nanos - reading.at() > OLD_NANOS);
    }
}
