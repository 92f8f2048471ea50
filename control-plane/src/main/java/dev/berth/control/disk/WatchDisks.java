package dev.berth.control.disk;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.RESERVATION;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.operation.Operations;
import dev.berth.control.placement.Shortage;
import dev.berth.control.template.Rendering;
import dev.berth.control.tenant.TenantId;
import dev.berth.host.agent.DiskReading;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.engine.EngineUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every host's disk, writes down how full it is and what each node has of it, tells of it in time, and says which
 * nodes may not run for now: with less left than the floor, those that have more than they reserved; with less than half of
 * it, all. The reconciler stops them with their signal and budget, and starts them on the same data when that is over. A host
 * that is slow to answer holds up no other.
 */
public final class WatchDisks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchDisks.class);
    private static final Actor ACTOR = new Actor("disks");
    private static final Duration QUIET = Duration.ofMinutes(10);

    /** What nodes that are stopped for it, and their operations, name as the reason. */
    public static final String CODE = "DISK_PRESSURE";

    private final Database database;
    private final HostAgents hosts;
    private final Runnable nudge;
    private final Set<HostId> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("disk-", 0).factory());

    /** @param nudge tells the reconciler that nodes are to stop or to start */
    public WatchDisks(Database database, HostAgents hosts, Runnable nudge) {
        this.database = database;
        this.hosts = hosts;
        this.nudge = nudge;
    }

    /** A look at each host that no look is under way at. Run on a timer. */
    public void run() {
        hosts.all().forEach((id, agent) -> {
            if (underWay.add(id))
                threads.execute(() -> {
                    try {
                        look(id, agent);
                    } catch (RuntimeException broken) {
                        LOG.atWarn()
                                .addKeyValue("host", id)
                                .addKeyValue("reason", String.valueOf(broken.getMessage()))
                                .log("a host's disk was not looked at, the next look repeats it");
                    } finally {
                        underWay.remove(id);
                    }
                });
        });
    }

    /** One look; of a silent host, nothing is known but what was. */
    void look(HostId id, HostAgent agent) {
        DiskReading reading;
        try {
            reading = agent.disk();
        } catch (EngineUnavailable silent) {
            return;
        }
        if (database.<Boolean>asPlatform(tx -> note(tx, id, reading))) nudge.run();
    }

    /** Whether any node is to be stopped, or may run again. */
    private static boolean note(DSLContext tx, HostId id, DiskReading reading) {
        HostDisk before = HostDisks.find(tx, id).orElse(null);
        if (before == null) return false;
        Instant now = Database.now(tx);
        long used = reading.disk().usedBytes();
        Growth growth = before.growth().map(grown -> grown.then(now, used)).orElseGet(() -> Growth.begin(now, used));
        var after =
                new HostDisk(before.level(), Optional.of(growth), reading.disk().totalBytes(), before.wantedFloor());
        Fill fill = Fill.of(growth, after.totalBytes(), after.floorBytes());
        DiskLevel level = fill.level(before.level());
        HostDisks.save(tx, id, reading.disk(), growth, level);
        if (level != before.level())
            tell(tx, null, Subject.of("host", id), before.level(), level, hostWords(level, fill), fill.numbers());
        boolean changed = false;
        Map<String, Long> sizes = sizes(reading);
        for (Tenancy node : tenancies(tx, id))
            changed |= note(tx, node, Optional.ofNullable(sizes.get(Rendering.shortName(node.id()))), level, now);
        return changed;
    }

    private static String hostWords(DiskLevel level, Fill fill) {
        return fill.words()
                + switch (level) {
                    case ROOM, LOW, SCARCE -> "";
                    case FULL ->
                        "; less is left than its floor of " + Shortage.bytes(fill.floorBytes())
                                + ": nothing is placed there, and nodes that have more than they reserved are stopped";
                    case LAST ->
                        "; less is left than half of its floor of " + Shortage.bytes(fill.floorBytes())
                                + ": nothing is placed there, and all its nodes are stopped";
                };
    }

    /** A node with a place on the host. */
    private record Tenancy(NodeId id, TenantId tenant, boolean wanted, long reserved, NodeDisk disk) {}

    private static List<Tenancy> tenancies(DSLContext tx, HostId host) {
        var rows = tx.select(NODE.NODE_ID, NODE.TENANT_ID, NODE.DESIRED, RESERVATION.DISK_BYTES)
                .from(RESERVATION)
                .join(LEASE)
                .on(LEASE.LEASE_ID.eq(RESERVATION.LEASE_ID))
                .join(NODE)
                .on(NODE.NODE_ID.eq(LEASE.NODE_ID))
                .where(RESERVATION.HOST_ID.eq(host.value()), LEASE.ENDED_AT.isNull())
                .orderBy(NODE.NODE_ID)
                .fetch();
        Map<NodeId, NodeDisk> disks = NodeDisks.of(tx, rows.map(row -> new NodeId(row.value1())));
        return rows.map(row -> new Tenancy(
                new NodeId(row.value1()),
                new TenantId(row.value2()),
                row.value3().equals("running"),
                row.value4(),
                disks.getOrDefault(new NodeId(row.value1()), NodeDisk.UNKNOWN)));
    }

    /** What each node's volumes have together, by the node's name in theirs. */
    private static Map<String, Long> sizes(DiskReading reading) {
        return reading.volumes().entrySet().stream()
                .collect(Collectors.groupingBy(
                        volume -> volume.getKey().text().split("-", 3)[1],
                        Collectors.summingLong(Map.Entry::getValue)));
    }

    /** Whether the node is to be stopped, or may run again, other than before. */
    private static boolean note(DSLContext tx, Tenancy node, Optional<Long> bytes, DiskLevel ofHost, Instant now) {
        NodeDisk before = node.disk();
        Optional<Growth> growth =
                bytes.map(size -> grown(before.growth(), size, now)).or(before::growth);
        Optional<Fill> fill = growth.map(grown -> Fill.of(grown, node.reserved(), 0));
        DiskLevel level = fill.map(filled -> filled.level(before.level())).orElse(DiskLevel.ROOM);
        Optional<String> stop = stop(ofHost, level, fill);
        var after = new NodeDisk(
                level, growth, before.stoppedFor().filter(_ -> stop.isPresent()).or(() -> stop));
        if (after.equals(before)) return false;
        NodeDisks.save(tx, node.id(), after);
        Subject subject = Subject.of("node", node.id());
        if (level != before.level() && fill.isPresent())
            tell(
                    tx,
                    node.tenant(),
                    subject,
                    before.level(),
                    level,
                    nodeWords(level, fill.get()),
                    fill.get().numbers());
        if (after.stoppedFor().isPresent() == before.stoppedFor().isPresent()) return false;
        String why = stop.orElse("there is room again on its host's disk; it runs on with its data");
        String kind = stop.isPresent() ? "node.disk-pressure" : "node.disk-relieved";
        Events.record(tx, new NewEvent(node.tenant(), ACTOR, kind, subject, why));
        if (stop.isPresent() && node.wanted()) Operations.failRunning(tx, node.id(), CODE, why);
        return true;
    }

    /** What has not grown is written down now and then only: there may be thousands of nodes. */
    private static Growth grown(Optional<Growth> before, long size, Instant now) {
        if (before.isEmpty()) return Growth.begin(now, size);
        Growth last = before.get();
        boolean quiet = last.bytes() == size && last.at().plus(QUIET).isAfter(now);
        return quiet ? last : last.then(now, size);
    }

    private static String nodeWords(DiskLevel level, Fill fill) {
        return "of what it reserved, " + fill.words()
                + (level == DiskLevel.FULL ? "; it is among the first to be stopped when its host's disk is full" : "");
    }

    /** Why a node is not to run; empty: it may. */
    private static Optional<String> stop(DiskLevel ofHost, DiskLevel ofNode, Optional<Fill> fill) {
        String until = "; its data is kept, and it starts again when there is room";
        if (ofHost == DiskLevel.LAST) return Optional.of(CODE + ": its host's disk is all but full" + until);
        boolean over = ofHost == DiskLevel.FULL && ofNode == DiskLevel.FULL;
        return fill.filter(_ -> over)
                .map(filled -> CODE + ": its host's disk is full, and the node has "
                        + Shortage.bytes(filled.usedBytes()) + " where it reserved "
                        + Shortage.bytes(filled.totalBytes()) + until);
    }

    private static void tell(
            DSLContext tx,
            @Nullable TenantId tenant,
            Subject subject,
            DiskLevel before,
            DiskLevel after,
            String words,
            ObjectNode numbers) {
        numbers.put("level", after.text());
        boolean pressed = subject.kind().equals("host") && after.presses();
        String what = pressed ? "disk-pressure" : after.isWorseThan(before) ? "disk-low" : "disk-relieved";
        Events.record(tx, new NewEvent(tenant, ACTOR, subject.kind() + "." + what, subject, words, numbers));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
