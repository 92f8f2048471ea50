package dev.berth.control.sample;

import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.engine.EngineUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks hosts what units use, each host apart from the others and a few units at a time, and keeps what they say until it is taken. */
final class ReadHosts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadHosts.class);
    private static final int UNITS_AT_ONCE = 8;

    private final HostAgents hosts;
    private final UnitUse uses = new UnitUse();
    private final Set<HostId> busy = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<NodeUse> read = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("sample-", 0).factory());

    ReadHosts(HostAgents hosts) {
        this.hosts = hosts;
    }

    /** Begins to read these, where the host is reached and is not being asked already. */
    void begin(List<DueUnit> due) {
        uses.forget(System.nanoTime());
        Map<HostId, List<DueUnit>> byHost = due.stream().collect(Collectors.groupingBy(DueUnit::host));
        byHost.forEach((host, units) -> {
            Optional<HostAgent> agent = hosts.isSilent(host) ? Optional.empty() : hosts.find(host);
            if (agent.isEmpty() || !busy.add(host)) return;
            threads.execute(() -> {
                try {
                    read(agent.get(), units);
                } catch (RuntimeException e) {
                    log.atWarn()
                            .addKeyValue("host", host)
                            .addKeyValue("reason", String.valueOf(e.getMessage()))
                            .log("what units use was not read, it is tried again");
                } finally {
                    busy.remove(host);
                }
            });
        });
    }

    /** What was read since this was last asked. */
    List<NodeUse> take() {
        var taken = new ArrayList<NodeUse>();
        for (NodeUse use = read.poll(); use != null; use = read.poll()) taken.add(use);
        return taken;
    }

    private void read(HostAgent host, List<DueUnit> units) {
        var gate = new Semaphore(UNITS_AT_ONCE);
        var all = new Phaser(1);
        Map<NodeId, List<DueUnit>> nodes = units.stream().collect(Collectors.groupingBy(DueUnit::node));
        nodes.forEach((node, its) -> {
            gate.acquireUninterruptibly();
            all.register();
            threads.execute(() -> {
                try {
                    readNode(host, node, its);
                } finally {
                    gate.release();
                    all.arriveAndDeregister();
                }
            });
        });
        all.arriveAndAwaitAdvance();
    }

    private void readNode(HostAgent host, NodeId node, List<DueUnit> units) {
        try {
            read.add(NodeUse.of(
                    node,
                    units.stream()
                            .map(due -> uses.of(due.unit(), host.stats(due.unit()), System.nanoTime()))
                            .toList()));
        } catch (EngineUnavailable silent) {
            log.atDebug().addKeyValue("node", node).log("its host does not answer");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
