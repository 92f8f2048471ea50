package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.BLOCKED_PORT;
import static dev.berth.migrations.schema.Tables.HOST;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.trueCondition;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.berth.control.database.JsonColumns;
import dev.berth.control.database.Written;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.placement.DiskClass;
import dev.berth.control.placement.HostRoom;
import dev.berth.control.placement.Resources;
import dev.berth.control.placement.Zone;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that may take nodes, and what room each has now. A look reads those only that are silent or that were {@linkplain Written
 * written} since the look before. What a transaction wrote that is under way, this one's own writes above all, is shown and not kept: it
 * may still be taken back.
 */
public final class HostRooms {
    /** A host that was not heard for so long gets no new nodes. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Field<Instant> NOW = currentInstant();
    private static final Condition SILENT = HOST.OBSERVED_AT.lt(currentInstant().minus(DayToSecond.valueOf(SILENCE)));
    private static final Written WRITTEN = Written.in(HOST);
    private static final Field<Boolean> SETTLED = field(WRITTEN.settled());
    private static final Field<Integer> PORTS_BLOCKED = field(select(count())
            .from(BLOCKED_PORT)
            .where(BLOCKED_PORT.HOST_ID.eq(HOST.HOST_ID))
            .and(BLOCKED_PORT.PORT.between(HOST.PORT_FROM, HOST.PORT_TO)));
    private static final List<SelectField<?>> READ = List.of(
            HOST.HOST_ID,
            HOST.NAME,
            HOST.ENGINE,
            HOST.ARCH,
            HOST.REGION,
            HOST.ZONE,
            HOST.PROVIDER,
            HOST.LABELS,
            HOST.DISK_CLASS,
            HOST.STATE,
            HOST.CLOCK_CORDONED_AT,
            HOST.DISK_LEVEL,
            HOST.DRAIN_SINCE,
            HOST.DRAIN_NODES,
            HOST.DRAINED_AT,
            HOST.ALLOCATABLE_CPU_MILLIS,
            HOST.ALLOCATABLE_MEMORY_BYTES,
            HOST.ALLOCATABLE_DISK_BYTES,
            HOST.ALLOCATABLE_GPU,
            HOST.RESERVED_CPU_MILLIS,
            HOST.RESERVED_MEMORY_BYTES,
            HOST.RESERVED_DISK_BYTES,
            HOST.RESERVED_GPU,
            HOST.RESERVED_PORTS,
            HOST.OBSERVED_MEMORY_BYTES,
            HOST.OBSERVED_DISK_BYTES,
            HOST.OBSERVED_GPU,
            HOST.OBSERVED_AT,
            HOST.LOST_AT,
            HOST.PORT_FROM,
            HOST.PORT_TO,
            PORTS_BLOCKED,
            NOW,
            SETTLED,
            Written.OLDEST);

    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    /** What every transaction sees that is older than {@code since}, silence apart. */
    private record Known(long since, Map<HostId, HostRoom> rooms) {}

    List<HostRoom> all(DSLContext tx) {
        Known before = known.get();
        Condition unread = before == null ? trueCondition() : SILENT.or(WRITTEN.since(before.since()));
        var rows = tx.select(READ).from(HOST).where(unread).fetch();
        if (before != null && rows.isEmpty()) return List.copyOf(before.rooms().values());
        Map<HostId, HostRoom> kept = before == null ? new HashMap<>() : new HashMap<>(before.rooms());
        var shown = new HashMap<>(kept);
        for (Record row : rows) {
            HostRoom room = room(row);
            boolean mayTakeNodes = !row.get(HOST.STATE).equals("decommissioned");
            put(shown, room.unheardFor(silence(row)), mayTakeNodes);
            if (row.get(SETTLED)) put(kept, room, mayTakeNodes);
        }
        if (!rows.isEmpty()) known.set(new Known(rows.getFirst().get(Written.OLDEST), kept));
        return List.copyOf(shown.values());
    }

    private static void put(Map<HostId, HostRoom> rooms, HostRoom room, boolean mayTakeNodes) {
        if (mayTakeNodes) rooms.put(room.id(), room);
        else rooms.remove(room.id());
    }

    private static Optional<Duration> silence(Record row) {
        return Optional.ofNullable(row.get(HOST.OBSERVED_AT))
                .map(heard -> Duration.between(heard, row.get(NOW)))
                .filter(silence -> silence.compareTo(SILENCE) > 0);
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
                Hosts.closing(row.into(HOST))
                        .reason()
                        .or(() -> Optional.ofNullable(row.get(HOST.LOST_AT)).map(_ -> "is lost")),
                allocatable,
                there.minus(reserved),
                row.get(HOST.PORT_TO)
                        - row.get(HOST.PORT_FROM)
                        + 1
                        - row.get(HOST.RESERVED_PORTS)
                        - row.get(PORTS_BLOCKED),
                Optional.empty());
    }

    /** A host may have less than it was enrolled with. */
    private static long lesser(long allocatable, @Nullable Long observed) {
        return observed == null ? allocatable : Math.min(allocatable, observed);
    }
}
