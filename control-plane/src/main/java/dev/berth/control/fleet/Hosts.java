package dev.berth.control.fleet;

import static dev.berth.migrations.schema.Tables.HOST;
import static org.jooq.impl.DSL.currentInstant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.database.JsonColumns;
import dev.berth.migrations.schema.tables.records.HostRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Hosts as stored. */
public final class Hosts {
    private Hosts() {}

    public static List<Host> all(DSLContext tx) {
        return tx.selectFrom(HOST).orderBy(HOST.NAME).fetch(Hosts::host);
    }

    public static Optional<Host> find(DSLContext tx, HostId id) {
        return tx.selectFrom(HOST).where(HOST.HOST_ID.eq(id.value())).fetchOptional(Hosts::host);
    }

    public static Optional<Host> named(DSLContext tx, String name) {
        return tx.selectFrom(HOST).where(HOST.NAME.eq(name)).fetchOptional(Hosts::host);
    }

    /** Whether new nodes may be placed on it. */
    public static void admit(DSLContext tx, HostId id, Host.State state) {
        tx.update(HOST)
                .set(HOST.STATE, state.column())
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    /** Whether the host's units are to run at all; what each node wants is not touched. */
    public static void power(DSLContext tx, HostId id, boolean running) {
        tx.update(HOST)
                .set(HOST.WANTED_POWER, running ? "running" : "stopped")
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    /** Notes that the host answered just now. */
    public static void heard(DSLContext tx, HostId id) {
        tx.update(HOST)
                .set(HOST.OBSERVED_AT, currentInstant())
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    /** Notes how far the host's clock is ahead. */
    public static void skewed(DSLContext tx, HostId id, Duration skew) {
        tx.update(HOST)
                .set(HOST.CLOCK_SKEW_MS, skew.toMillis())
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    private static Host host(HostRecord row) {
        return new Host(
                new HostId(row.getHostId()),
                row.getName(),
                row.getEngine(),
                row.getArch(),
                row.getRegion(),
                row.getZone(),
                row.getProvider(),
                row.getDiskClass(),
                Host.State.of(row.getState()),
                row.getWantedPower().equals("running"),
                new Host.Share(
                        row.getAllocatableCpuMillis(),
                        row.getAllocatableMemoryBytes(),
                        row.getAllocatableDiskBytes(),
                        row.getAllocatableGpu()),
                new Host.Share(
                        row.getReservedCpuMillis(),
                        row.getReservedMemoryBytes(),
                        row.getReservedDiskBytes(),
                        row.getReservedGpu()),
                Optional.ofNullable(row.getObservedDiskFreeBytes()),
                Optional.ofNullable(row.getObservedAt()),
                findings(JsonColumns.tree(row.getFindings())),
                row.getPortFrom(),
                row.getPortTo(),
                row.getSubnetRange(),
                row.getEnrolledAt(),
                row.getRemote(),
                disks(JsonColumns.tree(row.getDisks())),
                Optional.ofNullable(row.getClockSkewMs()).map(Duration::ofMillis));
    }

    private static List<Host.Disk> disks(JsonNode disks) {
        return disks.valueStream()
                .map(disk -> new Host.Disk(
                        disk.path("mount").asText(),
                        disk.path("type").asText(),
                        disk.path("totalBytes").asLong(),
                        disk.path("freeBytes").asLong()))
                .toList();
    }

    private static List<Host.Finding> findings(JsonNode findings) {
        return findings.valueStream()
                .map(finding -> new Host.Finding(
                        finding.path("rule").asText(),
                        finding.path("verdict").asText(),
                        finding.path("detail").asText()))
                .toList();
    }
}
