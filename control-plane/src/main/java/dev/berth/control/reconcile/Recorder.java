package dev.berth.control.reconcile;

import dev.berth.control.advice.Advice;
import dev.berth.control.advice.Advices;
import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.lease.Lease;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.Observations;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.operation.Operations;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what passes see: units, readiness, ready time, the progress of operations; and each change as an event. */
final class Recorder {
    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    private static final Duration HEARD_AT_LEAST_EACH = Duration.ofSeconds(1);
    /** So that no pass is long because many nodes were seen at once. */
    private static final int MOVED_EACH_MILLISECOND = 1;

    private final Database database;
    private final RoutedNodes routed;
    private final Map<HostId, Instant> heard = new HashMap<>();
    private final Unwritten unwritten = new Unwritten();
    private Instant readyTouched = Instant.EPOCH;
    private Instant movedWritten = Instant.EPOCH;
    private Thread touching = Thread.ofVirtual().unstarted(() -> {});

    Recorder(Database database, RoutedNodes routed) {
        this.database = database;
        this.routed = routed;
    }

    Instant now() {
        return database.asPlatform(Database::now);
    }

    void hostSilent(HostId host, String why) {
        if (heard.remove(host) == null) return;
        database.doAsPlatform(tx ->
                Events.record(tx, new NewEvent(null, Actor.RECONCILER, "host.silent", Subject.of("host", host), why)));
    }

    void hostsHeard(Collection<HostId> hosts, Instant now) {
        List<HostId> due = hosts.stream()
                .filter(host -> isDue(heard.getOrDefault(host, Instant.EPOCH), now, HEARD_AT_LEAST_EACH))
                .toList();
        if (due.isEmpty()) return;
        List<HostId> again =
                due.stream().filter(host -> !heard.containsKey(host)).toList();
        due.forEach(host -> heard.put(host, now));
        database.doAsPlatform(tx -> {
            Hosts.heard(tx, due);
            for (HostId host : again)
                Events.record(
                        tx, new NewEvent(null, Actor.RECONCILER, "host.heard", Subject.of("host", host), "answers"));
        });
    }

    void orphanFound(Orphans.Orphan orphan) {
        String what = orphan.unit().text()
                + " is here, and no node of the database has its place here; if that stays so, it is"
                + " stopped in a day. Neither it nor its data is removed";
        database.doAsPlatform(tx -> Events.record(
                tx, new NewEvent(null, Actor.RECONCILER, "host.orphan", Subject.of("host", orphan.host()), what)));
    }

    void adopted(WantedNode wanted, int generation) {
        database.doAsPlatform(tx -> {
            if (!Nodes.adopt(tx, wanted.id(), generation)) return;
            String what = "generation " + generation + " is on its host, and the database knew of "
                    + wanted.node().generation() + " only: it is taken for the wanted one, as after an older backup";
            event(tx, wanted, "node.adopted", what);
        });
    }

    /**
     * Writes what is new of one node; whether anything was.
     *
     * @param seen what all that was noticed comes to
     */
    boolean record(
            WantedNode wanted, Noticing noticing, Optional<NodeSeen> seen, @Nullable HostAgent host, Instant now) {
        if (noticing.units().isEmpty() && seen.isEmpty()) return false;
        boolean moved = noticing.units().isEmpty() && noticing.ends().isEmpty();
        if (moved && unwritten.keeps(wanted, seen.orElseThrow())) return false;
        Map<String, String> lastWords = noticing.ends().stream()
                .filter(end -> !end.vanished())
                .collect(Collectors.toMap(
                        end -> end.unit().name().unit(),
                        end -> LastWords.of(host, end.unit().name())));
        boolean wasReady = wanted.seen().map(NodeSeen::ready).orElse(false);
        boolean isReady = seen.map(NodeSeen::ready).orElse(wasReady);
        if (isReady && !wasReady) FailPoint.BEFORE_READY_IS_RECORDED.pass();
        database.doAsPlatform(tx -> {
            for (UnitSeen unit : noticing.units())
                Observations.save(
                        tx,
                        wanted.id(),
                        lastWords.containsKey(unit.unit()) ? unit.saying(lastWords.get(unit.unit())) : unit);
            for (Noticing.UnexpectedEnd end : noticing.ends()) {
                event(tx, wanted, "unit.ended", end.unit().name().unit() + " " + end.how());
                advise(tx, wanted, end);
            }
            seen.ifPresent(after -> save(tx, wanted, after, wasReady));
        });
        if (isReady && !wasReady) FailPoint.AFTER_READY_IS_RECORDED.pass();
        return true;
    }

    private static void advise(DSLContext tx, WantedNode wanted, Noticing.UnexpectedEnd end) {
        String unit = end.unit().name().unit();
        if (end.killed()) Advices.give(tx, wanted.id(), Advice.uncleanShutdown(wanted.template(), unit));
        if (!end.outOfMemory()) return;
        Advice advice = Advice.outOfMemory(
                wanted.template(), wanted.node().network(), wanted.node().size(), unit);
        if (Advices.give(tx, wanted.id(), advice)) event(tx, wanted, "node.size-advised", advice.text());
    }

    private void save(DSLContext tx, WantedNode wanted, NodeSeen after, boolean wasReady) {
        Observations.save(tx, wanted.id(), after);
        if (after.answers() && !wanted.seen().map(NodeSeen::answers).orElse(false)) Nodes.answered(tx, wanted.id());
        if (after.ready() && !wasReady) {
            ReadyIntervals.open(tx, wanted.id(), wanted.node().tenant());
            Advices.gotOverShutdowns(tx, wanted.id());
            event(tx, wanted, "node.ready", "all conditions are met");
        } else if (!after.ready() && wasReady) {
            ReadyIntervals.close(tx, wanted.id());
            event(tx, wanted, wanted.shouldRun() ? "node.degraded" : "node.stopping", unmet(after));
        }
        boolean failedBefore = wanted.current().map(NodeSeen::failureCode).orElse(null) != null;
        if (after.failureCode() != null && !failedBefore) {
            String reason = Objects.requireNonNull(after.failureReason());
            event(tx, wanted, "node.failed", after.failureCode() + ": " + reason);
            Operations.failRunning(tx, wanted.id(), after.failureCode(), reason);
            if (DataLoss.allowsToBeginAnew(wanted, after)) BeginAnew.run(tx, wanted);
        }
    }

    /** A node that is not to run is not ready, however well it is, and however long its stop takes; whether that was new. */
    boolean recordNotWanted(WantedNode wanted, Instant now) {
        if (wanted.shouldRun()) return false;
        Optional<NodeSeen> ready = wanted.seen().filter(NodeSeen::ready);
        ready.ifPresent(
                seen -> database.doAsPlatform(tx -> save(tx, wanted, seen.notReady("is not to run", now), true)));
        return ready.isPresent();
    }

    /** A node that nobody reaches is not ready, and is not billed, however well it may be; whether that was new. */
    boolean recordUnreached(WantedNode wanted, HostAgents hosts, Set<HostId> lost, Instant now) {
        Optional<NodeSeen> ready = wanted.seen().filter(NodeSeen::ready);
        HostId host = wanted.lease().map(Lease::host).orElse(null);
        if (ready.isEmpty() || host == null) return false;
        boolean isLost = lost.contains(host);
        if (!isLost && !hosts.isSilent(host)) return false;
        NodeSeen after = ready.get().unreached(isLost ? "its host is lost" : "its host is silent", now);
        database.doAsPlatform(tx -> save(tx, wanted, after, true));
        return true;
    }

    /** The nodes with what was seen of them last, be it written yet or not. */
    List<WantedNode> newest(List<WantedNode> nodes) {
        return unwritten.over(nodes);
    }

    /** Writes what was seen of nodes a while ago and was not urgent. */
    void recordMoved(Instant now) {
        long millis = Math.clamp(Duration.between(movedWritten, now).toMillis(), 100, 10_000);
        movedWritten = now;
        Map<NodeId, NodeSeen> due = unwritten.due(now, millis * MOVED_EACH_MILLISECOND);
        if (!due.isEmpty()) database.doAsPlatform(tx -> Observations.saveMoved(tx, due));
    }

    /** So long after the last time; and when the clock has jumped back by as much, for nobody waits until it has caught up. */
    private static boolean isDue(Instant last, Instant now, Duration each) {
        return Duration.between(last, now).abs().compareTo(each) >= 0;
    }

    private static String unmet(NodeSeen seen) {
        return seen.conditions().stream()
                .filter(condition -> !condition.met())
                .map(condition -> condition.condition() + ": " + condition.detail())
                .collect(Collectors.joining("; "));
    }

    /** Moves ready time on, beside the passes: in a large fleet that takes longer than one of them. */
    void ready(List<WantedNode> wanted, Instant now) {
        if (!isDue(readyTouched, now, ReadyIntervals.touchedEach(wanted.size())) || touching.isAlive()) return;
        readyTouched = now;
        List<NodeId> ready = wanted.stream()
                .filter(node -> node.seen().map(NodeSeen::ready).orElse(false))
                .map(WantedNode::id)
                .toList();
        if (!ready.isEmpty()) touching = Thread.ofVirtual().name("ready-time").start(() -> touch(ready));
    }

    private void touch(List<NodeId> ready) {
        try {
            database.doAsPlatform(tx -> ReadyIntervals.touch(tx, ready));
        } catch (DataAccessException e) {
            log.atWarn()
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("ready time was not moved on, the next time does it");
        }
    }

    /** Moves operations on; whether something is still on its way. */
    boolean progress(
            List<WantedNode> wanted, Map<HostId, HostObservation> seen, Map<NodeId, String> lines, Instant now) {
        boolean unsettled = false;
        for (WantedNode node : wanted) {
            unsettled |= node.shouldRun()
                    && node.lease().isPresent()
                    && node.current()
                            .map(known -> !known.ready() && known.failureCode() == null)
                            .orElse(true);
            if (node.operation().isEmpty()) continue;
            unsettled = true;
            moveOn(node, seen, lines);
        }
        return unsettled;
    }

    private void moveOn(WantedNode node, Map<HostId, HostObservation> seen, Map<NodeId, String> lines) {
        Optional<HostObservation> host = node.lease().map(lease -> seen.get(lease.host()));
        if (node.lease().isPresent() && host.isEmpty()) return;
        var units = host.map(look -> look.unitsOf(node.shortName())).orElse(List.of());
        var facts = new OperationProgress.Facts(node, units, routed.in(node.id()), routed.out(node.id()));
        database.doAsPlatform(tx -> RunningOperation.read(tx, node.operation().orElseThrow(), node.template())
                .ifPresent(operation -> {
                    int done = OperationProgress.done(operation.steps(), facts);
                    if (done == operation.steps().size()) FailPoint.BEFORE_OPERATION_ENDS.pass();
                    operation.move(tx, done, lines.getOrDefault(node.id(), waitingFor(node)));
                }));
    }

    private static String waitingFor(WantedNode node) {
        return node.current().map(Recorder::unmet).orElse("");
    }

    private static void event(DSLContext tx, WantedNode wanted, String kind, String reason) {
        Events.record(
                tx,
                new NewEvent(wanted.node().tenant(), Actor.RECONCILER, kind, Subject.of("node", wanted.id()), reason));
    }
}
