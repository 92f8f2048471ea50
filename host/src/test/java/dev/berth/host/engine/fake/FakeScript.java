package dev.berth.host.engine.fake;

import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.disk.Disk;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.gpu.Gpu;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What a test wants to go wrong. Units are named by {@link UnitName#alias()}, so that a fault outlives a generation. */
public final class FakeScript {
    private final Map<String, Refusal> startFailures = new ConcurrentHashMap<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final Map<String, Stats> stats = new ConcurrentHashMap<>();
    private final Set<String> deaf = ConcurrentHashMap.newKeySet();
    private final Set<Integer> takenPorts = ConcurrentHashMap.newKeySet();
    private final Set<String> takenSubnets = ConcurrentHashMap.newKeySet();
    private final Map<Verb, CountDownLatch> hanging = new ConcurrentHashMap<>();
    private final Set<Verb> waited = ConcurrentHashMap.newKeySet();
    private final Map<VolumeName, Long> filled = new ConcurrentHashMap<>();
    private volatile List<Gpu> gpus = List.of();
    private volatile Disk disk = new Disk("/fake", Disk.Type.SSD, 1L << 40, 1L << 40);
    private volatile FetchOutcome.@Nullable Failed fetchFailure;
    private volatile @Nullable String deadBecause;

    /** Verbs that can be made to hang. */
    public enum Verb {
        FETCH,
        CREATE,
        START,
        STOP,
        REMOVE,
        LIST
    }

    /** The next starts of the unit end in this refusal, until {@link #startWorks}. */
    public void startFails(String alias, Refusal refusal) {
        startFailures.put(alias, refusal);
    }

    public void startWorks(String alias) {
        startFailures.remove(alias);
    }

    public void fetchFails(FetchOutcome.Cause cause, String reason) {
        fetchFailure = new FetchOutcome.Failed(cause, reason);
    }

    public void fetchWorks() {
        fetchFailure = null;
    }

    /** Another program listens on this host port. */
    public void occupy(int hostPort) {
        takenPorts.add(hostPort);
    }

    /** A network of somebody else has addresses of this subnet. */
    public void occupy(String subnet) {
        takenSubnets.add(subnet);
    }

    boolean taken(String subnet) {
        return takenSubnets.contains(subnet);
    }

    public void vacate(int hostPort) {
        takenPorts.remove(hostPort);
    }

    /** The unit does not heed its stop signal: stopping it ends in a forced kill. */
    public void ignoresSignals(String alias) {
        deaf.add(alias);
    }

    /** Calls of the verb wait until {@link #release}. */
    public void hang(Verb verb) {
        hanging.put(verb, new CountDownLatch(1));
    }

    /** Whether a call of the verb has come to wait. */
    public boolean isHanging(Verb verb) {
        return waited.contains(verb);
    }

    public void release(Verb verb) {
        CountDownLatch latch = hanging.remove(verb);
        if (latch != null) latch.countDown();
    }

    /** What the disk that volumes are on says from now on; at first it has a tebibyte, all of it free. */
    public void disk(long totalBytes, long freeBytes) {
        disk = new Disk("/fake", Disk.Type.SSD, totalBytes, freeBytes);
    }

    Disk disk() {
        return disk;
    }

    /** The machine has these from now on; at first it has none. */
    public void gpus(Gpu... present) {
        gpus = List.of(present);
    }

    List<Gpu> gpus() {
        return gpus;
    }

    /** So much is in the volume from now on; at first there is nothing. */
    public void fill(VolumeName volume, long bytes) {
        filled.put(volume, bytes);
    }

    long bytesIn(VolumeName volume) {
        return filled.getOrDefault(volume, 0L);
    }

    /** Whoever dials this port of the unit reaches {@code ip:port} instead, where a test listens. */
    public void answerAt(String alias, String port, String address) {
        addresses.put(alias + "/" + port, address);
    }

    /** What the unit has used, as its engine counts. */
    public void uses(String alias, Stats used) {
        stats.put(alias, used);
    }

    Stats stats(UnitName name) {
        return stats.getOrDefault(name.alias(), Stats.NONE);
    }

    void die(String why) {
        deadBecause = why;
    }

    void revive() {
        deadBecause = null;
    }

    void reach(Verb verb) {
        CountDownLatch latch = hanging.get(verb);
        if (latch != null) {
            waited.add(verb);
            await(verb, latch);
        }
        reach();
    }

    void reach() {
        String why = deadBecause;
        if (why != null) throw new EngineUnavailable("fake engine: " + why, new IllegalStateException(why));
    }

    Optional<FetchOutcome.Failed> fetchFailure() {
        return Optional.ofNullable(fetchFailure);
    }

    Optional<Refusal> startFailure(UnitName name) {
        return Optional.ofNullable(startFailures.get(name.alias()));
    }

    boolean taken(int hostPort) {
        return takenPorts.contains(hostPort);
    }

    boolean deaf(UnitName name) {
        return deaf.contains(name.alias());
    }

    Optional<String> address(UnitName name, String port) {
        return Optional.ofNullable(addresses.get(name.alias() + "/" + port));
    }

    private static void await(Verb verb, CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new EngineUnavailable("fake engine: interrupted in " + verb, stop);
        }
    }
}
