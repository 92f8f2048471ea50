package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.BLOCKED_PORT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.berth.control.database.JsonColumns;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.placement.DiskClass;
import dev.berth.control.placement.HostRoom;
import dev.berth.control.placement.Resources;
import dev.berth.control.placement.Zone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The hosts that may take nodes, and what room each has now. */
final class HostRooms {
    /** A host that was not heard for so long gets no new nodes. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Field<Instant> NOW = currentInstant();
    private static final Field<Integer> PORTS_HELD = field(select(countDistinct(RESERVED_PORT.PORT))
            .from(RESERVED_PORT)
            .where(RESERVED_PORT.HOST_ID.eq(HOST.HOST_ID)));
    private static final Field<Integer> PORTS_BLOCKED = field(select(count())
            .from(BLOCKED_PORT)
            .where(BLOCKED_PORT.HOST_ID.eq(HOST.HOST_ID))
            .and(BLOCKED_PORT.PORT.between(HOST.PORT_FROM, HOST.PORT_TO)));

    private HostRooms() {}

    static List<HostRoom> all(DSLContext tx) {
        return tx.select(HOST.fields())
                .select(PORTS_HELD, PORTS_BLOCKED, NOW)
                .from(HOST)
                .where(HOST.STATE.in("active", "cordoned"))
                .fetch(HostRooms::room);
    }

    private static HostRoom room(Record row) {
        var allocatable = new Resources(
                row.get(HOST.ALLOCATABLE_CPU_MILLIS),
                row.get(HOST.ALLOCATABLE_MEMORY_BYTES),
                row.get(HOST.ALLOCATABLE_DISK_BYTES),
                row.get(HOST.ALLOCATABLE_GPU));
        var reserved = new Resources(
                row.get(HOST.RESERVED_CPU_MILLIS),
                row.get(HOST.RESERVED_MEMORY_BYTES),
                row.get(HOST.RESERVED_DISK_BYTES),
                row.get(HOST.RESERVED_GPU));
        var there = new Resources(
                allocatable.cpuMillis(), // cores are shared on purpose
                lesser(allocatable.memoryBytes(), row.get(HOST.OBSERVED_MEMORY_BYTES)),
                lesser(allocatable.diskBytes(), row.get(HOST.OBSERVED_DISK_BYTES)),
                Math.min(allocatable.gpu(), Objects.requireNonNullElse(row.get(HOST.OBSERVED_GPU), allocatable.gpu())));
        return new HostRoom(
                new HostId(row.get(HOST.HOST_ID)),
                row.get(HOST.NAME),
                row.get(HOST.ARCH),
                new Zone(row.get(HOST.PROVIDER), row.get(HOST.REGION), row.get(HOST.ZONE)),
                JsonColumns.read(row.get(HOST.LABELS), new TypeReference<Map<String, String>>() {}),
                DiskClass.of(row.get(HOST.DISK_CLASS)),
                !row.get(HOST.ENGINE).equals("process"),
                Hosts.closing(row.into(HOST)).reason(),
                allocatable,
                there.minus(reserved),
                row.get(HOST.PORT_TO) - row.get(HOST.PORT_FROM) + 1 - row.get(PORTS_HELD) - row.get(PORTS_BLOCKED),
                Optional.ofNullable(row.get(HOST.OBSERVED_AT))
                        .map(heard -> Duration.between(heard, row.get(NOW)))
                        .filter(silence -> silence.compareTo(SILENCE) > 0));
    }

    /** A host may have less than it was enrolled with. */
    private static long lesser(long allocatable, @Nullable Long observed) {
        return observed == null ? allocatable : Math.min(allocatable, observed);
    }
}
