package dev.berth.control.reconcile;

import static java.util.Objects.requireNonNull;

import dev.berth.control.fleet.HostId;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at hosts, all that are to be looked at at once, and hears in between what happens on them. What was seen of the others is what was seen last.
 * One that is slow is waited for a moment and then left out: what it says later is old by then,
 * and is not used; it holds up one pass, and no other until it has answered in time again.
 */
final class HostLooks implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("look-", 0).factory());
    private final long epoch;
    private final Runnable whenSomethingHappens;
    private final Map<HostId, Look> late = new HashMap<>();
    private final Map<HostId, Watched> watched = new HashMap<>();
    private final Map<HostId, HostObservation> last = new HashMap<>();
    private final Map<HostId, String> silent = new HashMap<>();
    private final Set<HostId> stirred = ConcurrentHashMap.newKeySet();

    private record Watched(HostAgent host, Engine.Watch watch) {}

    /**
     * @param epoch of the control plane that looks; hosts refuse older ones from its first look on
     * @param whenSomethingHappens called when a unit has started or ended
     */
    HostLooks(long epoch, Runnable whenSomethingHappens) {
        this.epoch = epoch;
        this.whenSomethingHappens = whenSomethingHappens;
    }

    private record Look(HostAgent host, long begunNanos, CompletableFuture<HostObservation> seen) {
        /** Whether the answer, which has come, came in time. */
        boolean wasInTime() {
            return System.nanoTime() - begunNanos < PATIENCE.toNanos();
        }
    }

    /**
     * What is known of the hosts.
     *
     * @param hosts what was seen of each, be it just now or in an earlier look
     * @param now those that were seen just now
     * @param silent those that were not seen when they were looked at last, and why
     */
    record Seen(Map<HostId, HostObservation> hosts, Set<HostId> now, Map<HostId, String> silent) {
        /** With what was seen a moment later. */
        Seen and(Seen later) {
            var both = new HashSet<>(now);
            both.addAll(later.now());
            return new Seen(later.hosts(), both, later.silent());
        }
    }

    /** Looks at all of these. */
    Seen atAll(Map<HostId, HostAgent> hosts) {
        keep(hosts);
        return look(hosts, hosts.keySet());
    }

    /** Looks at those of these that are due, or new, or on which something has happened since they were looked at. */
    Seen at(Map<HostId, HostAgent> hosts, Set<HostId> due) {
        keep(hosts);
        var those = new HashSet<>(due);
        those.addAll(stirred);
        those.retainAll(hosts.keySet());
        return look(hosts, those);
    }

    private Seen look(Map<HostId, HostAgent> hosts, Set<HostId> those) {
        stirred.removeAll(those);
        var begun = new HashMap<HostId, Look>();
        for (HostId id : those) {
            if (stillLate(id)) unseen(id, "has not answered for " + PATIENCE.toSeconds() + " s or more");
            else begun.put(id, begin(requireNonNull(hosts.get(id))));
        }
        var now = new HashSet<HostId>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        begun.forEach((id, look) -> {
            try {
                last.put(id, look.seen().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
                silent.remove(id);
                now.add(id);
            } catch (TimeoutException slow) {
                late.put(id, look);
                unseen(id, "has not answered for " + PATIENCE.toSeconds() + " s");
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof EngineUnavailable))
                    throw new IllegalStateException("host " + id + " was not observed", failed.getCause());
                unseen(id, String.valueOf(failed.getCause().getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return new Seen(last, now, silent);
    }

    private void unseen(HostId id, String why) {
        last.remove(id);
        silent.put(id, why);
    }

    /** Of hosts that went, nothing is kept. */
    private void keep(Map<HostId, HostAgent> hosts) {
        late.keySet().retainAll(hosts.keySet());
        last.keySet().retainAll(hosts.keySet());
        silent.keySet().retainAll(hosts.keySet());
        stirred.retainAll(hosts.keySet());
        watch(hosts);
    }

    private void watch(Map<HostId, HostAgent> hosts) {
        watched.entrySet().removeIf(known -> {
            boolean gone = !known.getValue().host().equals(hosts.get(known.getKey()));
            if (gone) known.getValue().watch().close();
            return gone;
        });
        hosts.forEach((id, host) -> {
            if (watched.containsKey(id)) return;
            stirred.add(id);
            watched.put(id, new Watched(host, host.watch(_ -> {
                stirred.add(id);
                whenSomethingHappens.run();
            })));
        });
    }

    /** While a late answer has not come, and after one that came late, another look is under way that nobody waits for. */
    private boolean stillLate(HostId id) {
        Look look = late.get(id);
        if (look == null) return false;
        if (!look.seen().isDone()) return true;
        late.remove(id);
        if (look.wasInTime()) return false;
        late.put(id, begin(look.host()));
        return true;
    }

    private Look begin(HostAgent host) {
        long now = System.nanoTime();
        return new Look(host, now, CompletableFuture.supplyAsync(() -> host.observe(epoch), threads));
    }

    @Override
    public void close() {
        watched.values().forEach(known -> known.watch().close());
        threads.shutdownNow();
    }
}
