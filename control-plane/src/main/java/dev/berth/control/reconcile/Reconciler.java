package dev.berth.control.reconcile;

import dev.berth.control.database.Database;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.HostTunnels;
import dev.berth.control.lease.Lease;
import dev.berth.control.loss.Leavings;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.host.agent.HostObservation;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
    private final Strays strays;
    private final LostHosts lostHosts;
    private final Lanes lanes;
    private final Probes probes;
    private final Recorder recorder;
    private final RouteNodes routes;
    private final Timer passes;
    private final Orphans orphans = new Orphans();
    private final MembersFiles membersFiles = new MembersFiles();
    private final Semaphore nudges = new Semaphore(0);
    private final Thread thread;
    /** Hosts on which something was done, or begun, in the last pass: what was seen of them then may be old. */
    private Set<HostId> actedOn = new HashSet<>();

    private Set<HostId> lost = Set.of();

    /** Nodes that have changed in the database since a pass came to its end. */
    private final Set<NodeId> changed = new HashSet<>();

    private volatile @Nullable Ended lastPass;
    private volatile boolean closed;

    Reconciler(
            Database database,
            WantedNodes wantedNodes,
            HostAgents hosts,
            Executor executor,
            LostHosts lostHosts,
            Recorder recorder,
            RouteNodes routes,
            Timer passes) {
        this.database = database;
        this.wantedNodes = wantedNodes;
        this.hosts = hosts;
        this.executor = executor;
        this.strays = new Strays(database, hosts, executor.epoch());
        this.lostHosts = lostHosts;
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
        Set<Lane> inFlight = lanes.inFlight();
        Instant now = recorder.now();
        HostLooks.Seen looked = observe(all, now);
        if (all) lost = lostHosts.at(now);
        List<WantedNode> wanted = read();
        looked = lookForAsked(wanted, looked, now);
        Map<HostId, HostObservation> seen = looked.hosts();
        List<Leavings.Left> leavings = database.asPlatform(Leavings::all);
        List<WantedNode> open = all ? wanted : open(wanted, looked);
        actedOn =
                inFlight.stream().flatMap(lane -> lane.host().stream()).collect(Collectors.toCollection(HashSet::new));
        boolean written = false;
        for (WantedNode node : open) {
            if (adopt(node, seen)) {
                written = true;
                continue;
            }
            written |= recorder.recordNotWanted(node, now);
            if (!inFlight.contains(Lane.of(node))) written |= notice(node, wanted, seen, now);
        }
        for (WantedNode node : wanted) written |= recorder.recordUnreached(node, hosts, lost, now);
        if (written) {
            wanted = read();
            open = all ? wanted : open(wanted, looked);
        }
        routes.run(wanted, hosts, database.asPlatform(HostTunnels::all), now);
        for (Action.RemoveLeft left : ReconcilePlan.leavings(leavings, seen, looked.now(), inFlight)) begin(left);
        Set<NodeId> busy = ReconcilePlan.busy(open, leavings, inFlight);
        for (Action.OfWanted action : ReconcilePlan.of(open, seen, busy, routes.leaving(now), now)) begin(action);
        for (WantedNode node : open) membersFiles.due(node).forEach(this::begin);
        if (all) {
            orphans.look(seen, wanted, leavings, now).forEach(this::begin);
            probes.keep(wanted.stream().map(WantedNode::id).collect(Collectors.toSet()));
        }
        probes.begin(open, wanted.size(), seen, hosts.all(), now);
        recorder.recordMoved(now);
        recorder.ready(wanted, now);
        boolean unsettled = recorder.progress(open, seen, executor.progress(), now);
        changed.clear();
        return unsettled || !lanes.inFlight().isEmpty();
    }

    private List<WantedNode> read() {
        return recorder.newest(database.asPlatform(wantedNodes::read));
    }

    /** Those of which something new may be known, or for which something may have to be done. */
    private List<WantedNode> open(List<WantedNode> wanted, HostLooks.Seen looked) {
        changed.addAll(wantedNodes.takeChanged());
        return wanted.stream()
                .filter(node -> !node.settled()
                        || changed.contains(node.id())
                        || probes.answered(node.id())
                        || node.lease()
                                .filter(held -> looked.now().contains(held.host()))
                                .isPresent())
                .toList();
    }

    private boolean adopt(WantedNode wanted, Map<HostId, HostObservation> seen) {
        OptionalInt newer = wanted.lease()
                .map(lease -> seen.get(lease.host()))
                .map(host -> Adoption.of(wanted, host))
                .orElse(OptionalInt.empty());
        newer.ifPresent(generation -> recorder.adopted(wanted, generation));
        return newer.isPresent();
    }

    private HostLooks.Seen observe(boolean all, Instant now) {
        return noted(all ? looks.atAll(hosts.all()) : looks.at(hosts.all(), actedOn), now);
    }

    private HostLooks.Seen noted(HostLooks.Seen seen, Instant now) {
        seen.silent().forEach(recorder::hostSilent);
        recorder.hostsHeard(seen.now(), now);
        return seen;
    }

    /** What is asked of a node is begun from how its host is now, and not from how that was when it was looked at last. */
    private HostLooks.Seen lookForAsked(List<WantedNode> wanted, HostLooks.Seen looked, Instant now) {
        Set<NodeId> asked = wantedNodes.takeAsked();
        Set<HostId> places = wanted.stream()
                .filter(node -> asked.contains(node.id()))
                .flatMap(node -> node.lease().map(Lease::host).stream())
                .filter(host -> !looked.now().contains(host))
                .collect(Collectors.toSet());
        return places.isEmpty() ? looked : looked.and(noted(looks.at(hosts.all(), places), now));
    }

    private boolean notice(WantedNode wanted, List<WantedNode> all, Map<HostId, HostObservation> seen, Instant now) {
        if (wanted.lease().isEmpty() || wanted.plan().isEmpty()) return false;
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

    private void begin(Action.RemoveLeft left) {
        actedOn.add(left.left().host());
        lanes.begin(left.lane(), "RemoveLeft", false, () -> strays.remove(left));
    }

    private void begin(Action.OfWanted action) {
        action.lane().host().ifPresent(actedOn::add);
        boolean strains = action instanceof Action.BringUp;
        lanes.begin(action.lane(), action.getClass().getSimpleName(), strains, () -> executor.perform(action));
    }

    private void begin(Orphans.Due due) {
        switch (due) {
            case Orphans.Due.Tell(var orphan) -> recorder.orphanFound(orphan);
            case Orphans.Due.Stop(var orphan) -> {
                actedOn.add(orphan.host());
                var lane = new Lane(orphan.node(), Optional.of(orphan.host()));
                lanes.begin(lane, "Stop", false, () -> strays.stop(orphan));
            }
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
