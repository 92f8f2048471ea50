package dev.berth.control.fleet;

import static dev.berth.migrations.schema.Tables.HOST;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.val;

import dev.berth.control.database.JsonColumns;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.host.agent.HostReport;
import dev.berth.host.disk.Disk;
import dev.berth.host.engine.EngineFacts;
import dev.berth.host.gpu.Gpu;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * Takes a host into the pool, or brings what is known of it up to date. Nodes get a share of the machine, so that the
 * machine itself stays usable; what is reserved already is never taken back by a smaller report.
 */
public final class EnrolHost {
    private EnrolHost() {}

    /** A host within this process: its id; throws {@link EngineChanged} while it still has nodes of another engine. */
    public static HostId run(DSLContext tx, String name, HostReport report) {
        return run(tx, Optional.empty(), name, report);
    }

    /**
     * A host whose agent dials, under the id that its certificate names; throws {@link EngineChanged} likewise. One that was
     * decommissioned had its certificates revoked: it has joined anew, and takes nodes again.
     */
    public static void run(DSLContext tx, HostId id, String name, HostReport report, HostPlace place) {
        run(tx, Optional.of(id), name, report);
        tx.update(HOST)
                .set(HOST.REMOTE, true)
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
        tx.update(HOST)
                .set(HOST.STATE, Host.State.ACTIVE.column())
                .where(HOST.HOST_ID.eq(id.value()), HOST.STATE.eq(Host.State.DECOMMISSIONED.column()))
                .execute();
        if (Hosts.find(tx, id).filter(host -> host.place().byOperator()).isEmpty()) Hosts.place(tx, id, place);
    }

    /** The class that templates ask for; a machine that does not say what its disk is has what most have. */
    private static String diskClass(HostReport report) {
        return report.disks().stream()
                .map(Disk::type)
                .map(type -> switch (type) {
                    case NVME -> "nvme";
                    case SSD, UNKNOWN -> "ssd";
                    case HDD -> "hdd";
                })
                .findFirst()
                .orElse("ssd");
    }

    /** Those that its engine gives to units. */
    private static int gpus(HostReport report) {
        return Math.toIntExact(report.gpus().stream().filter(Gpu::usable).count());
    }

    private static HostId run(DSLContext tx, Optional<HostId> wanted, String name, HostReport report) {
        String engine = engine(report.engine().kind());
        Optional<Host> known = Hosts.named(tx, name);
        known.filter(before ->
                        !before.engine().equals(engine) && before.reserved().memoryBytes() > 0)
                .ifPresent(before -> {
                    throw new EngineChanged(name, before.engine(), engine);
                });
        Host.Share share = known.map(Host::portion)
                .orElse(Portion.USUAL)
                .of(new Host.Share(report.cpuMillis(), report.memoryBytes(), report.diskTotalBytes(), gpus(report)));
        var id = new HostId(tx.insertInto(HOST)
                .set(HOST.HOST_ID, wanted.map(HostId::value).orElseGet(UUID::randomUUID))
                .set(HOST.NAME, name)
                .set(HOST.ENGINE, engine)
                .set(HOST.ARCH, report.architecture())
                .set(HOST.ALLOCATABLE_CPU_MILLIS, share.cpuMillis())
                .set(HOST.ALLOCATABLE_MEMORY_BYTES, share.memoryBytes())
                .set(HOST.ALLOCATABLE_DISK_BYTES, share.diskBytes())
                .set(HOST.ALLOCATABLE_GPU, share.gpu())
                .set(HOST.PORT_FROM, report.ports().first())
                .set(HOST.PORT_TO, report.ports().last())
                .set(HOST.SUBNET_RANGE, report.subnets())
                .onConflict(HOST.NAME)
                .doUpdate()
                .set(HOST.ENGINE, engine)
                .set(HOST.ARCH, report.architecture())
                .set(HOST.ALLOCATABLE_CPU_MILLIS, greatest(val(share.cpuMillis()), HOST.RESERVED_CPU_MILLIS))
                .set(HOST.ALLOCATABLE_MEMORY_BYTES, greatest(val(share.memoryBytes()), HOST.RESERVED_MEMORY_BYTES))
                .set(HOST.ALLOCATABLE_DISK_BYTES, greatest(val(share.diskBytes()), HOST.RESERVED_DISK_BYTES))
                .set(HOST.ALLOCATABLE_GPU, greatest(val(share.gpu()), HOST.RESERVED_GPU))
                .set(HOST.PORT_FROM, report.ports().first())
                .set(HOST.PORT_TO, report.ports().last())
                .set(HOST.SUBNET_RANGE, report.subnets())
                .returning(HOST.HOST_ID)
                .fetchSingle(HOST.HOST_ID));
        tx.update(HOST)
                .set(HOST.OBSERVED_CPU_MILLIS, (long) report.cpuMillis())
                .set(HOST.OBSERVED_MEMORY_BYTES, report.memoryBytes())
                .set(HOST.OBSERVED_DISK_BYTES, report.diskTotalBytes())
                .set(HOST.OBSERVED_DISK_FREE_BYTES, report.diskFreeBytes())
                .set(HOST.OBSERVED_GPU, gpus(report))
                .set(HOST.OBSERVED_AT, currentInstant())
                .set(HOST.FINDINGS, JsonColumns.jsonb(report.findings()))
                .set(HOST.DISKS, JsonColumns.jsonb(report.disks()))
                .set(HOST.DISK_CLASS, diskClass(report))
                .where(HOST.HOST_ID.eq(id.value()))
                .execute();
        if (known.filter(before -> before.state() != Host.State.DECOMMISSIONED).isEmpty())
            Events.record(
                    tx,
                    new NewEvent(
                            null,
                            new Actor("enrolment"),
                            "host.enrolled",
                            Subject.of("host", id),
                            name + " with engine " + engine + " "
                                    + report.engine().version()));
        return id;
    }

    private static String engine(EngineFacts.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** The host came with another engine than its nodes were made for: their data would not be found. */
    public static final class EngineChanged extends RuntimeException {
        private static final long serialVersionUID = 1;

        EngineChanged(String host, String before, String now) {
            super("host " + host + " has nodes on the engine " + before + ", and came with " + now
                    + " (expected: --engine " + before + ", or no nodes: `berth down --wipe`)");
        }
    }
}
