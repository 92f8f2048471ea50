package dev.berth.control.reconcile;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.UnitSeen;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Probes nodes whose units run, each at its own pace and at most once at a time, and keeps the newest result of each. */
final class Probes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Probes.class);
    private static final Duration AT_FIRST = Duration.ofMillis(100);
    private static final int FIRST_ONES = 10;
    private static final Duration UNTIL_READY = Duration.ofMillis(300);
    private static final Duration ONCE_READY = Duration.ofSeconds(2);
    /** So that a large fleet is not asked more than 500 times a second. */
    private static final Duration FOR_EACH_NODE = Duration.ofMillis(2);

    private final Function<WantedNode, Map<String, String>> secrets;
    private final Runnable whenAnswered;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("probe-", 0).factory());
    private final Set<NodeId> asking = ConcurrentHashMap.newKeySet();
    private final Map<NodeId, ProbeResult> answered = new ConcurrentHashMap<>();
    private final Map<NodeId, Turn> turns = new HashMap<>();

    /** @param asked how often since the node was last ready or its units last began to run */
    private record Turn(Instant next, int asked) {
        static final Turn FIRST = new Turn(Instant.MIN, 0);
    }

    Probes(Function<WantedNode, Map<String, String>> secrets, Runnable whenAnswered) {
        this.secrets = secrets;
        this.whenAnswered = whenAnswered;
    }

    /** Begins the probes that are due among these nodes; {@code fleet} is how many there are in all. */
    void begin(
            List<WantedNode> nodes,
            int fleet,
            Map<HostId, HostObservation> seen,
            Map<HostId, HostAgent> hosts,
            Instant now) {
        Duration share = FOR_EACH_NODE.multipliedBy(fleet);
        Duration onceReady = share.compareTo(ONCE_READY) > 0 ? share : ONCE_READY;
        for (WantedNode wanted : nodes) {
            if (!allRun(wanted)) {
                turns.remove(wanted.id());
                continue;
            }
            boolean ready = wanted.current().map(NodeSeen::ready).orElse(false);
            Turn turn = turns.computeIfAbsent(
                    wanted.id(), id -> ready ? new Turn(now.plus(spread(id, onceReady)), 0) : Turn.FIRST);
            boolean waits =
                    turn.next().isAfter(now) && !turn.next().isAfter(now.plus(onceReady)); // a clock may jump back
            if (waits) continue;
            HostAgent host = hosts.get(wanted.lease().orElseThrow().host());
            if (host == null || !seen.containsKey(wanted.lease().get().host())) continue;
            if (!asking.add(wanted.id())) continue;
            Duration untilReady = turn.asked() < FIRST_ONES ? AT_FIRST : UNTIL_READY;
            turns.put(wanted.id(), new Turn(now.plus(ready ? onceReady : untilReady), ready ? 0 : turn.asked() + 1));
            threads.execute(() -> probe(wanted, host));
        }
    }

    /** Forgets all nodes but these. */
    void keep(Set<NodeId> nodes) {
        turns.keySet().retainAll(nodes);
        answered.keySet().retainAll(nodes);
    }

    boolean answered(NodeId node) {
        return answered.containsKey(node);
    }

    /** Nodes that were ready before this control plane began to lead are not all asked at once. */
    private static Duration spread(NodeId id, Duration over) {
        return Duration.ofMillis(Math.floorMod(id.hashCode(), over.toMillis()));
    }

    /** The newest result of a node, once. */
    Optional<ProbeResult> take(NodeId node) {
        return Optional.ofNullable(answered.remove(node));
    }

    private void probe(WantedNode wanted, HostAgent host) {
        try {
            ProbeResult result = Prober.probe(wanted, host, () -> secrets.apply(wanted), Instant.now());
            answered.put(wanted.id(), result);
            if (!wanted.current().map(NodeSeen::ready).orElse(false)) whenAnswered.run();
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("node", wanted.id())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("probe broke off");
        } finally {
            asking.remove(wanted.id());
        }
    }

    private static boolean allRun(WantedNode wanted) {
        return wanted.shouldRun()
                && wanted.plan().isPresent()
                && wanted.plan().get().units().stream()
                        .allMatch(unit -> wanted.unit(unit.name().unit())
                                .filter(known -> known.state() == UnitSeen.State.RUNNING)
                                .isPresent());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
