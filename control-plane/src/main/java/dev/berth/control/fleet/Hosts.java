package dev.berth.control.fleet;

import static dev.berth.migrations.schema.Tables.HOST;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.val;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.database.JsonColumns;
import dev.berth.control.disk.DiskLevel;
import dev.berth.migrations.schema.tables.records.HostRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

    /** Locks the host's row against other changes until the transaction ends. */
    public static Optional<Host> lock(DSLContext tx, HostId id) {
        return tx.selectFrom(HOST)
                .where(HOST.HOST_ID.eq(id.value()))
                .forNoKeyUpdate()
                .fetchOptional(Hosts::host);
    }

    /** Whether somebody wants new nodes to be placed on it; no other reason against them is touched. */
    public static void cordon(DSLContext tx, HostId id, boolean cordoned) {
        tx.update(HOST)
                .set(HOST.STATE, (cordoned ? Host.State.CORDONED : Host.State.ACTIVE).column())
                .where(HOST.HOST_ID.eq(id.value()), HOST.STATE.ne(Host.State.DECOMMISSIONED.column()))
                .execute();
    }

    /** Its nodes are to go; {@code nodes} is how many there are. A drain that is under way goes on as it is. */
    public static void drain(DSLContext tx, HostId id, int nodes) {
        tx.update(HOST)
                .set(HOST.DRAIN_SINCE, currentInstant())
                .set(HOST.DRAIN_NODES, nodes)
                .where(HOST.HOST_ID.eq(id.value()), HOST.DRAIN_SINCE.isNull())
                .execute();
    }

    /** Notes that a drain has emptied the host; whether that is news. */
    public static boolean drained(DSLContext tx, HostId id) {
        return tx.update(HOST)
                        .set(HOST.DRAINED_AT, currentInstant())
                        .where(HOST.HOST_ID.eq(id.value()), HOST.DRAIN_SINCE.isNotNull(), HOST.DRAINED_AT.isNull())
                        .execute()
                > 0;
    }

    /** Its nodes may stay; what else closes it does so still. */
    public static void stopDrain(DSLContext tx, HostId id) {
        tx.update(HOST)
                .set(HOST.DRAIN_SINCE, (Instant) null)
                .set(HOST.DRAINED_AT, (Instant) null)
                .set(HOST.DRAIN_NODES, 0)
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    /** It is no host any more: nothing is placed, drained or cordoned on it. */
    public static void decommission(DSLContext tx, HostId id) {
        stopDrain(tx, id);
        tx.update(HOST)
                .set(HOST.STATE, Host.State.DECOMMISSIONED.column())
                .set(HOST.CLOCK_CORDONED_AT, (Instant) null)
                .set(HOST.LOST_AT, (Instant) null)
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    /** Where it stands; said by its agent, or by an operator. */
    public static void place(DSLContext tx, HostId id, HostPlace place) {
        tx.update(HOST)
                .set(HOST.REGION, place.region())
                .set(HOST.ZONE, place.zone())
                .set(HOST.PROVIDER, place.provider())
                .set(HOST.LABELS, JsonColumns.jsonb(place.labels()))
                .set(HOST.PLACE_BY_OPERATOR, place.byOperator())
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    /** Another portion of the host for nodes; never less than they have reserved. */
    public static void portion(DSLContext tx, Host host, Portion portion) {
        Host.Share share = host.observed().map(portion::of).orElse(host.allocatable());
        tx.update(HOST)
                .set(HOST.CPU_PERCENT, portion.cpuPercent())
                .set(HOST.MEMORY_PERCENT, portion.memoryPercent())
                .set(HOST.DISK_PERCENT, portion.diskPercent())
                .set(HOST.RESERVE_CPU_MILLIS, portion.reserveCpuMillis())
                .set(HOST.RESERVE_MEMORY_BYTES, portion.reserveMemoryBytes())
                .set(HOST.RESERVE_DISK_BYTES, portion.reserveDiskBytes())
                .set(HOST.ALLOCATABLE_CPU_MILLIS, greatest(val(share.cpuMillis()), HOST.RESERVED_CPU_MILLIS))
                .set(HOST.ALLOCATABLE_MEMORY_BYTES, greatest(val(share.memoryBytes()), HOST.RESERVED_MEMORY_BYTES))
                .set(HOST.ALLOCATABLE_DISK_BYTES, greatest(val(share.diskBytes()), HOST.RESERVED_DISK_BYTES))
                .where(HOST.HOST_ID.eq(host.id().value()))
                .execute();
    }

    /** Whether the host's units are to run at all; what each node wants is not touched. */
    public static void power(DSLContext tx, HostId id, boolean running) {
        tx.update(HOST)
                .set(HOST.WANTED_POWER, running ? "running" : "stopped")
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    /** Notes that these hosts answered just now: none of them is lost, or lost any more. */
    public static void heard(DSLContext tx, Collection<HostId> hosts) {
        tx.update(HOST)
                .set(HOST.OBSERVED_AT, currentInstant())
                .set(HOST.LOST_AT, (Instant) null)
                .where(HOST.HOST_ID.eq(any(hosts.stream().map(HostId::value).toArray(UUID[]::new))))
                .execute();
    }

    /** Notes that hosts are lost that nobody has heard since {@code since}; those of which that is news. */
    public static List<Host> lose(DSLContext tx, Instant since) {
        return tx.update(HOST)
                .set(HOST.LOST_AT, currentInstant())
                .where(
                        HOST.LOST_AT.isNull(),
                        HOST.OBSERVED_AT.le(since),
                        HOST.STATE.ne(Host.State.DECOMMISSIONED.column()))
                .returning()
                .fetch(Hosts::host);
    }

    /** Those that are lost. */
    public static Set<HostId> lost(DSLContext tx) {
        return tx.select(HOST.HOST_ID)
                .from(HOST)
                .where(HOST.LOST_AT.isNotNull())
                .fetchSet(row -> new HostId(row.value1()));
    }

    /** Notes how far the host's clock is ahead. */
    public static void skewed(DSLContext tx, HostId id, Duration skew) {
        tx.update(HOST)
                .set(HOST.CLOCK_SKEW_MS, skew.toMillis())
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    /** Closes the host for its clock, or opens it again; whether that is news. */
    public static boolean cordonForClock(DSLContext tx, HostId id, boolean cordoned) {
        return tx.update(HOST)
                        .set(HOST.CLOCK_CORDONED_AT, cordoned ? currentInstant() : inline((Instant) null))
                        .where(
                                HOST.HOST_ID.eq(id.value()),
                                cordoned ? HOST.CLOCK_CORDONED_AT.isNull() : HOST.CLOCK_CORDONED_AT.isNotNull(),
                                HOST.STATE.ne(Host.State.DECOMMISSIONED.column()))
                        .execute()
                > 0;
    }

    private static Host host(HostRecord row) {
        Host.Closing closing = closing(row);
        return new Host(
                new HostId(row.getHostId()),
                row.getName(),
                row.getEngine(),
                row.getArch(),
                new HostPlace(
                        row.getRegion(),
                        row.getZone(),
                        row.getProvider(),
                        JsonColumns.read(row.getLabels(), new TypeReference<Map<String, String>>() {}),
                        row.getPlaceByOperator()),
                row.getDiskClass(),
                Host.State.of(row.getState(), closing),
                closing,
                row.getWantedPower().equals("running"),
                new Portion(
                        row.getCpuPercent(),
                        row.getMemoryPercent(),
                        row.getDiskPercent(),
                        row.getReserveCpuMillis(),
                        row.getReserveMemoryBytes(),
                        row.getReserveDiskBytes()),
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
                observed(row),
                Optional.ofNullable(row.getObservedDiskFreeBytes()),
                Optional.ofNullable(row.getObservedAt()),
                findings(JsonColumns.tree(row.getFindings())),
                row.getPortFrom(),
                row.getPortTo(),
                row.getSubnetRange(),
                row.getEnrolledAt(),
                row.getRemote(),
                disks(JsonColumns.tree(row.getDisks())),
                Optional.ofNullable(row.getClockSkewMs()).map(Duration::ofMillis),
                Optional.ofNullable(row.getLostAt()));
    }

    /** Why a host takes no new nodes, as its row has it. */
    public static Host.Closing closing(HostRecord row) {
        return new Host.Closing(
                row.getState().equals(Host.State.CORDONED.column()),
                Optional.ofNullable(row.getClockCordonedAt()),
                DiskLevel.of(row.getDiskLevel()).presses(),
                Optional.ofNullable(row.getDrainSince())
                        .map(since ->
                                new Host.Drain(since, row.getDrainNodes(), Optional.ofNullable(row.getDrainedAt()))));
    }

    private static Optional<Host.Share> observed(HostRecord row) {
        if (row.getObservedCpuMillis() == null
                || row.getObservedMemoryBytes() == null
                || row.getObservedDiskBytes() == null) return Optional.empty();
        return Optional.of(new Host.Share(
                row.getObservedCpuMillis(),
                row.getObservedMemoryBytes(),
                row.getObservedDiskBytes(),
                row.getObservedGpu() == null ? 0 : row.getObservedGpu()));
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
