package dev.berth.control.disk;

import static dev.berth.migrations.schema.Tables.HOST;

import dev.berth.control.fleet.HostId;
import dev.berth.host.disk.Disk;
import dev.berth.migrations.schema.tables.records.HostRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** How full hosts' disks are, as stored. */
public final class HostDisks {
    private HostDisks() {}

    public static Map<HostId, HostDisk> all(DSLContext tx) {
        return tx.selectFrom(HOST).fetchMap(row -> new HostId(row.getHostId()), HostDisks::disk);
    }

    static Optional<HostDisk> find(DSLContext tx, HostId id) {
        return tx.selectFrom(HOST).where(HOST.HOST_ID.eq(id.value())).fetchOptional(HostDisks::disk);
    }

    /** So much is to be left from now on; null: the usual. */
    public static void floor(DSLContext tx, HostId id, @Nullable Long bytes) {
        tx.update(HOST)
                .set(HOST.DISK_FLOOR_BYTES, bytes)
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    static void save(DSLContext tx, HostId id, Disk disk, Growth growth, DiskLevel level) {
        tx.update(HOST)
                .set(HOST.OBSERVED_DISK_BYTES, disk.totalBytes())
                .set(HOST.OBSERVED_DISK_FREE_BYTES, disk.freeBytes())
                .set(HOST.DISK_LEVEL, level.text())
                .set(HOST.DISK_WATCHED_SINCE, growth.since())
                .set(HOST.DISK_WATCHED_AT, growth.at())
                .set(HOST.DISK_USED_BYTES, growth.bytes())
                .set(HOST.DISK_BYTES_PER_DAY, growth.bytesPerDay())
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
    }

    private static HostDisk disk(HostRecord row) {
        Instant since = row.getDiskWatchedSince();
        Long floor = row.getDiskFloorBytes();
        Long total = row.getObservedDiskBytes();
        return new HostDisk(
                DiskLevel.of(row.getDiskLevel()),
                since == null
                        ? Optional.empty()
                        : Optional.of(new Growth(
                                since, row.getDiskWatchedAt(), row.getDiskUsedBytes(), row.getDiskBytesPerDay())),
                total == null ? 0 : total,
                floor == null ? OptionalLong.empty() : OptionalLong.of(floor));
    }
}
