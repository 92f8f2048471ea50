package dev.berth.control.reconcile;

import dev.berth.control.database.Database;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.HostTunnels;
import dev.berth.control.lease.Lease;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitSpec;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes the database and the hosts, plans, acts; the next pass is the retry. Passes follow one another on one thread:
 * soon after a nudge or while something is on its way, once a second otherwise, or less often where a pass is long. The latter look at
 * every host; the others at those only on which something has happened or is being done.
 */
public final class Reconciler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration WHEN_BUSY = Duration.ofMillis(150);
    private static final Duration WHEN_IDLE = Duration.ofSeconds(1);
    private static final Duration AT_MOST = Duration.ofSeconds(10);
    private static final int AT_ONCE = 8;

    private final Database database;
    private final WantedNodes wantedNodes;
    private final HostAgents hosts;
    private final HostLooks looks;
    private final Executor executor;
    private final Lanes lanes;
    private final Probes probes;
    private final Recorder recorder;
    private final RouteNodes routes;
    private final Timer passes;
    private final Orphans orphans = new Orphans();
    private final Map<NodeId, Told> membersWritten = new ConcurrentHashMap<>();
    private final Semaphore nudges = new Semaphore(0);
    private final Thread thread;
    /** Hosts on which something was done, or begun, in the last pass: what was seen of them then may be old. */
    private Set<HostId> actedOn = new HashSet<>();

    private volatile @Nullable Ended lastPass;
    private volatile boolean closed;

    Reconciler(
            Database database,
            WantedNodes wantedNodes,
            HostAgents hosts,
            Executor executor,
            Recorder recorder,
            RouteNodes routes,
            Timer passes) {
        this.database = database;
        this.wantedNodes = wantedNodes;
        this.hosts = hosts;
        this.executor = executor;
        this.looks = new HostLooks(executor.epoch(), this::nudge);
        this.recorder = recorder;
        this.routes = routes;
        this.passes = passes;
        this.lanes = new Lanes(AT_ONCE, this::nudge);
        this.probes = new Probes(executor::texts, this::nudge);
        this.thread = Thread.ofVirtual().name("reconciler").unstarted(this::run);
    }

    private record Ended(Duration took, long nanos) {}

    void start() {
        thread.start();
    }

    /** False once something that nobody foresaw has ended the passes. */
    boolean runs() {
        return thread.isAlive();
    }

    AtWork atWork() {
        return new AtWork(
                lanes.work(),
                Optional.ofNullable(lastPass)
                        .map(pass -> new AtWork.Pass(pass.took(), Duration.ofNanos(System.nanoTime() - pass.nanos()))));
    }

    /** Something has changed: look soon. */
    public void nudge() {
        if (nudges.availablePermits() == 0) nudges.release();
    }

    private void run() {
        long lookAtAll = System.nanoTime();
        while (!closed) {
            boolean busy = true;
            long begun = System.nanoTime();
            boolean all = begun - lookAtAll >= 0;
            try {
                busy = Boolean.TRUE.equals(passes.record(() -> pass(all)));
                long ended = System.nanoTime();
                lastPass = new Ended(Duration.ofNanos(ended - begun), ended);
            } catch (RuntimeException e) {
                if (closed) return;
                log.atWarn()
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("a pass broke off, the next one repeats it");
            }
            long now = System.nanoTime();
            if (all) lookAtAll = now + whenIdle(Duration.ofNanos(now - begun)).toNanos();
            long pause = busy ? Math.min(WHEN_BUSY.toNanos(), lookAtAll - now) : lookAtAll - now;
            try {
                if (nudges.tryAcquire(pause, TimeUnit.NANOSECONDS)) {
                    Thread.sleep(20);
                    nudges.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Looking at a large fleet that is as it should be takes a twentieth of the time; a nudge ends the pause. */
    private static Duration whenIdle(Duration pass) {
        Duration share = pass.multipliedBy(19);
        return share.compareTo(WHEN_IDLE) < 0 ? WHEN_IDLE : share.compareTo(AT_MOST) > 0 ? AT_MOST : share;
    }

    /**
     * One pass; whether something is on its way, so that the next should follow soon.
     *
     * @param all whether to look at every host
     */
    boolean pass(boolean all) {
        var inFlight = lanes.inFlight();
        Instant now = recorder.now();
        Map<HostId, HostObservation> seen = observe(all, now);
        List<WantedNode> wanted = read();
        actedOn = hostsOf(wanted, inFlight);
        boolean changed = false;
        for (WantedNode node : wanted) {
            if (adopt(node, seen)) {
                changed = true;
                continue;
            }
            changed |= recorder.recordNotWanted(node, now);
            changed |= recorder.recordUnreached(node, hosts, now);
            if (!inFlight.contains(node.id())) changed |= notice(node, wanted, seen, now);
        }
        if (changed) wanted = read();
        routes.run(wanted, hosts, database.asPlatform(HostTunnels::all), now);
        for (Action action : ReconcilePlan.of(wanted, seen, inFlight, routes.leaving(now), now)) begin(action);
        wanted.forEach(this::keepMembers);
        if (all) orphans.look(seen, wanted, now).forEach(this::begin);
        probes.begin(wanted, seen, hosts.all(), now);
        recorder.recordMoved(now);
        boolean unsettled = recorder.progress(wanted, seen, executor.progress(), now);
        return unsettled || !lanes.inFlight().isEmpty();
    }

    private List<WantedNode> read() {
        return recorder.newest(database.asPlatform(wantedNodes::read));
    }

    private boolean adopt(WantedNode wanted, Map<HostId, HostObservation> seen) {
        OptionalInt newer = wanted.lease()
                .map(lease -> seen.get(lease.host()))
                .map(host -> Adoption.of(wanted, host))
                .orElse(OptionalInt.empty());
        newer.ifPresent(generation -> recorder.adopted(wanted, generation));
        return newer.isPresent();
    }

    private Map<HostId, HostObservation> observe(boolean all, Instant now) {
        HostLooks.Seen seen = all ? looks.atAll(hosts.all()) : looks.at(hosts.all(), actedOn);
        seen.silent().forEach(recorder::hostSilent);
        recorder.hostsHeard(seen.now(), now);
        if (all) recorder.hostsLost(hosts, now);
        return seen.hosts();
    }

    private static Set<HostId> hostsOf(List<WantedNode> wanted, Set<NodeId> nodes) {
        var places = new HashSet<HostId>();
        for (WantedNode node : wanted)
            if (nodes.contains(node.id())) node.lease().map(Lease::host).ifPresent(places::add);
        return places;
    }

    private boolean notice(WantedNode wanted, List<WantedNode> all, Map<HostId, HostObservation> seen, Instant now) {
        if (wanted.lease().isEmpty()) return false;
        HostId hostId = wanted.lease().get().host();
        HostObservation host = seen.get(hostId);
        if (host == null) return false;
        Noticing noticing = Noticing.of(wanted, host.unitsOf(wanted.shortName()), now);
        Optional<NodeSeen> probed = noticing.ends().isEmpty()
                ? probes.take(wanted.id())
                        .filter(result -> result.generation() == wanted.node().generation() && wanted.shouldRun())
                        .map(result -> ReadinessRule.of(
                                wanted.plan().orElseThrow().readiness(),
                                wanted.seen(),
                                result,
                                reference(wanted, all),
                                now))
                : Optional.empty();
        Optional<NodeSeen> after =
                DataLoss.of(wanted, host, now).or(noticing::seen).or(() -> probed);
        return recorder.record(wanted, noticing, after, hosts.find(hostId).orElse(null), now);
    }

    /** The highest head among the pool's other members. */
    private static Optional<Long> reference(WantedNode wanted, List<WantedNode> all) {
        return wanted.node()
                .membership()
                .flatMap(of -> all.stream()
                        .filter(other -> !other.id().equals(wanted.id())
                                && other.node()
                                        .membership()
                                        .filter(theirs -> theirs.pool().equals(of.pool()))
                                        .isPresent())
                        .flatMap(other -> other.current().stream())
                        .filter(NodeSeen::answers)
                        .map(NodeSeen::head)
                        .filter(java.util.Objects::nonNull)
                        .max(Long::compare));
    }

    private void begin(Action action) {
        action.wanted().lease().map(Lease::host).ifPresent(actedOn::add);
        boolean strains = action instanceof Action.BringUp;
        lanes.begin(action.node(), action.getClass().getSimpleName(), strains, () -> executor.perform(action));
    }

    private void begin(Orphans.Due due) {
        switch (due) {
            case Orphans.Due.Tell(var orphan) -> recorder.orphanFound(orphan);
            case Orphans.Due.Stop(var orphan) -> {
                actedOn.add(orphan.host());
                lanes.begin(orphan.node(), "Stop", false, () -> executor.stop(orphan));
            }
        }
    }

    /** What a driver's members file says: its text names members, the addresses say where each is now. */
    private record Told(UnitFile members, Map<String, Address> addresses) {}

    /** A driver's members file is replaced while it runs, whenever it is not what was last written. */
    private void keepMembers(WantedNode wanted) {
        if (!wanted.shouldRun() || wanted.plan().isEmpty()) return;
        for (UnitPlan unit : wanted.plan().get().units()) {
            UnitFile members = unit.files().get(UnitSpec.MEMBERS_FILE);
            boolean running = wanted.unit(unit.name().unit())
                    .filter(known -> known.state() == UnitSeen.State.RUNNING)
                    .isPresent();
            if (members == null || !running) continue;
            var told = new Told(members, unit.addresses());
            if (told.equals(membersWritten.get(wanted.id()))) continue;
            begin(new Action.WriteMembers(
                    wanted,
                    unit.name(),
                    Map.of(UnitSpec.MEMBERS_FILE, members),
                    unit.addresses(),
                    () -> membersWritten.put(wanted.id(), told)));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        lanes.close();
        probes.close();
        looks.close();
    }
}
