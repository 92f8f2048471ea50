package dev.berth.control.fleet;

import dev.berth.host.agent.HostAgent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The agents that this process knows: those within it, and those that have dialled since it started. */
public final class HostAgents {
    /** After a start, agents are given so long to dial before their silence means anything. */
    static final Duration TIME_TO_DIAL = Duration.ofSeconds(20);

    private final Map<HostId, Known> known = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final LongSupplier nanos;
    private final long opened;

    private record Known(HostAgent agent, BooleanSupplier reached, boolean inProcess) {}

    private HostAgents(LongSupplier nanos) {
        this.nanos = nanos;
        this.opened = nanos.getAsLong();
    }

    /** Agents within this process, which are always reached. */
    public static HostAgents of(Map<HostId, HostAgent> inProcess, LongSupplier nanos) {
        var agents = new HostAgents(nanos);
        inProcess.forEach((id, agent) -> agents.known.put(id, new Known(agent, () -> true, true)));
        return agents;
    }

    public Optional<HostAgent> find(HostId host) {
        return Optional.ofNullable(known.get(host)).map(Known::agent);
    }

    public Map<HostId, HostAgent> all() {
        var all = new HashMap<HostId, HostAgent>();
        known.forEach((id, one) -> all.put(id, one.agent()));
        return all;
    }

    /** Adds an agent that has dialled; {@code reached} says from then on whether its stream stands. */
    public void add(HostId host, HostAgent agent, BooleanSupplier reached) {
        known.put(host, new Known(agent, reached, false));
        changed();
    }

    /**
     * Whether nobody can tell how the host is: the stream of its agent has ended, or its agent has not come in the time that
     * it had. Traffic is to go elsewhere; nothing is to be deleted.
     */
    public boolean isSilent(HostId host) {
        Known one = known.get(host);
        return one == null
                ? nanos.getAsLong() - opened > TIME_TO_DIAL.toNanos()
                : !one.reached().getAsBoolean();
    }

    /** Whether the host is this machine, whose loopback address is the proxies' as well. */
    public boolean isInProcess(HostId host) {
        Known one = known.get(host);
        return one != null && one.inProcess();
    }

    /** {@code listener} hears when an agent has come or gone. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** An agent has come or gone. */
    public void changed() {
        listeners.forEach(Runnable::run);
    }
}
