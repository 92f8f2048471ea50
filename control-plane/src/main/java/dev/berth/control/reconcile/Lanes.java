package dev.berth.control.reconcile;

import dev.berth.control.fleet.HostId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane per node and host, each on a virtual thread: a stop that takes half an hour delays nobody else. Work that strains a host
 * goes through that host's gate, a few at a time, so that a host whose engine hangs holds up nothing but its own; waiting for
 * a unit to end goes through none.
 */
final class Lanes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("lane-", 0).factory());
    private final Map<Lane, Begun> busy = new ConcurrentHashMap<>();
    private final Map<HostId, Semaphore> gates = new ConcurrentHashMap<>();
    private final int atOnce;
    private final Runnable whenFree;

    private record Begun(String what, long nanos, boolean waits) {
        Begun withTurn() {
            return new Begun(what, nanos, false);
        }
    }

    /**
     * @param atOnce how much may strain a host at a time
     * @param whenFree called after each piece of work, so that the planner looks again
     */
    Lanes(int atOnce, Runnable whenFree) {
        this.atOnce = atOnce;
        this.whenFree = whenFree;
    }

    Set<Lane> inFlight() {
        return Set.copyOf(busy.keySet());
    }

    /** What is being done, what was begun first at first: for people. */
    List<LaneWork> work() {
        long now = System.nanoTime();
        return busy.entrySet().stream()
                .map(one -> new LaneWork(
                        one.getKey().node(),
                        one.getValue().what(),
                        Duration.ofNanos(now - one.getValue().nanos()),
                        one.getValue().waits()))
                .sorted(Comparator.comparing(LaneWork::lasts).reversed())
                .toList();
    }

    /** Begins the work, once it is its turn on the host if it strains that, unless something is being done there. */
    void begin(Lane lane, String what, boolean strains, Runnable work) {
        Optional<Semaphore> gate = strains
                ? lane.host().map(host -> gates.computeIfAbsent(host, _ -> new Semaphore(atOnce)))
                : Optional.empty();
        if (busy.putIfAbsent(lane, new Begun(what, System.nanoTime(), gate.isPresent())) != null) return;
        threads.execute(() -> {
            try {
                if (gate.isPresent()) {
                    gate.get().acquire();
                    busy.computeIfPresent(lane, (_, begun) -> begun.withTurn());
                }
                try {
                    work.run();
                } finally {
                    gate.ifPresent(Semaphore::release);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("node", lane.node())
                        .setCause(e)
                        .log("work for a node broke off, the next pass repeats it");
            } finally {
                busy.remove(lane);
                whenFree.run();
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
