package dev.berth.control.reconcile;

import dev.berth.control.fleet.HostId;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at all hosts at once, and hears in between what happens on them. One that is slow is waited for a moment and then left out: what it says later is old by then,
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
     * What was seen just now.
     *
     * @param silent hosts that were not seen, and why
     */
    record Seen(Map<HostId, HostObservation> hosts, Map<HostId, String> silent) {}

    Seen at(Map<HostId, HostAgent> hosts) {
        var begun = new HashMap<HostId, Look>();
        var silent = new HashMap<HostId, String>();
        late.keySet().retainAll(hosts.keySet());
        watch(hosts);
        hosts.forEach((id, host) -> {
            if (stillLate(id)) silent.put(id, "has not answered for " + PATIENCE.toSeconds() + " s or more");
            else begun.put(id, begin(host));
        });
        var seen = new HashMap<HostId, HostObservation>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        begun.forEach((id, look) -> {
            try {
                seen.put(id, look.seen().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException slow) {
                late.put(id, look);
                silent.put(id, "has not answered for " + PATIENCE.toSeconds() + " s");
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof EngineUnavailable))
                    throw new IllegalStateException("host " + id + " was not observed", failed.getCause());
                silent.put(id, String.valueOf(failed.getCause().getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return new Seen(seen, silent);
    }

    private void watch(Map<HostId, HostAgent> hosts) {
        watched.entrySet().removeIf(known -> {
            boolean gone = !known.getValue().host().equals(hosts.get(known.getKey()));
            if (gone) known.getValue().watch().close();
            return gone;
        });
        hosts.forEach((id, host) ->
                watched.computeIfAbsent(id, _ -> new Watched(host, host.watch(_ -> whenSomethingHappens.run()))));
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
