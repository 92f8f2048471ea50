package dev.berth.control.reconcile;

import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.NODE_OBSERVATION;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.TENANT;

import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.event.Actor;
import dev.berth.control.feed.PublishRouting;
import dev.berth.control.fleet.EnrolHost;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.secret.NodeSecrets;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.host.agent.DiskReading;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.agent.HostReport;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.LogSink;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.fake.FakeEngine;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Consumer;

/**
 * What a fleet costs that is as it is wanted: nodes made by the real {@link CreateNode} in a real PostgreSQL, on hosts with the
 * scripted engine within this process, brought up by the real {@link Reconciler}; then how long a pass takes, what processor
 * time control plane and database take while nothing happens, and how soon a wish is acted on. Steps and probes cost no wire.
 * {@code bench/settled [HOSTS] [NODES_PER_HOST]}.
 */
public final class SettledFleet {
    private static final Duration WATCHED = Duration.ofSeconds(60);

    private SettledFleet() {}

    public static void main(String[] args) throws Exception {
        int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int each = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        Path directory = Files.createTempDirectory("berth-settled");
        try (var platform = new PlatformInTest()) {
            run(platform, directory, hosts, each);
        } finally {
            delete(directory);
        }
        System.exit(0);
    }

    private static void run(PlatformInTest platform, Path directory, int hostCount, int each) throws Exception {
        var hosts = new HashMap<HostId, HostAgent>();
        var stopped = new SynchronousQueue<Long>();
        for (int number = 0; number < hostCount; number++) {
            var agent = new QuickHost(local(directory, number), stopped);
            hosts.put(enrol(platform, agent, "h" + number), agent);
        }
        TenantId tenant = platform.tenant("acme", true, "automatic", hostCount * each);
        platform.database.doAsPlatform(tx -> tx.update(TENANT)
                .set(TENANT.QUOTA_CPU_MILLIS, 1_000_000_000L)
                .set(TENANT.QUOTA_MEMORY_BYTES, 1_000_000 * PlatformInTest.GIB)
                .set(TENANT.QUOTA_DISK_BYTES, 1_000_000 * PlatformInTest.GIB)
                .execute());
        // Nobody looks at the hosts yet, and one that was not heard lately gets no nodes.
        platform.database.doAsPlatform(tx -> tx.execute("update host set observed_at = now() + interval '1 hour'"));
        long asked = System.nanoTime();
        List<NodeId> nodes = create(platform, tenant, hostCount * each);
        System.out.printf(
                Locale.ROOT,
                "%,d nodes on %,d hosts are placed after %.1f s%n",
                nodes.size(),
                hostCount,
                seconds(System.nanoTime() - asked));
        var agents = HostAgents.of(hosts, System::nanoTime);
        var master = new MasterKey(new byte[32]);
        var login = new DatabaseLogin(platform.url(), "postgres", "");
        var meters = new SimpleMeterRegistry();
        try (var reconciliation = new Reconciliation(
                        platform.database,
                        login,
                        platform.templates,
                        agents,
                        master,
                        master,
                        "in-test",
                        Duration.ofMinutes(10),
                        meters)
                .start()) {
            long begun = System.nanoTime();
            settle(platform, nodes.size());
            System.out.printf(Locale.ROOT, "all are READY after %.1f s%n", seconds(System.nanoTime() - begun));
            Thread.sleep(10_000);
            long[] before = processorMillis();
            Thread.sleep(WATCHED);
            long[] after = processorMillis();
            System.out.printf(
                    Locale.ROOT,
                    "at rest, of one core: control plane %.1f%%, database %.1f%%%n",
                    100.0 * (after[0] - before[0]) / WATCHED.toMillis(),
                    100.0 * (after[1] - before[1]) / WATCHED.toMillis());
            actOn(platform, nodes, reconciliation, stopped);
        }
        passes(platform, agents, master);
    }

    private static List<NodeId> create(PlatformInTest platform, TenantId tenant, int count) throws Exception {
        var made = new ArrayList<NodeId>();
        try (var threads = Executors.newFixedThreadPool(2)) {
            var orders = new ArrayList<Future<CreateNode.Outcome>>();
            for (int number = 0; number < count; number++) {
                String name = "n" + number;
                orders.add(threads.submit(
                        () -> platform.createNode.create(PlatformInTest.order(tenant, name, "anvil", Map.of()))));
            }
            for (var order : orders) {
                if (!(order.get() instanceof CreateNode.Outcome.Accepted accepted))
                    throw new IllegalStateException(order.get().toString());
                made.add(accepted.node().id());
            }
        }
        return made;
    }

    private static void settle(PlatformInTest platform, int nodes) throws InterruptedException {
        int left;
        do {
            Thread.sleep(500);
            left = platform.database.asPlatform(tx -> tx.fetchCount(OPERATION, OPERATION.STATE.ne("succeeded")));
            int ready = platform.database.asPlatform(
                    tx -> tx.fetchCount(NODE_OBSERVATION, NODE_OBSERVATION.READY.isTrue()));
            if (ready < nodes) left = Math.max(left, 1);
        } while (left > 0);
    }

    /** From the answer to a wish to the first step on its host. */
    private static void actOn(
            PlatformInTest platform, List<NodeId> nodes, Reconciliation reconciliation, SynchronousQueue<Long> stopped)
            throws InterruptedException {
        var change = new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), reconciliation::nudge);
        var took = new ArrayList<Double>();
        for (NodeId node : nodes.subList(0, Math.min(20, nodes.size()))) {
            change.stop(new Scope.Everybody(), node, new Actor("key:test"));
            long wished = System.nanoTime();
            took.add((stopped.take() - wished) / 1e6);
            Thread.sleep(500);
        }
        took.sort(Double::compare);
        System.out.printf(
                Locale.ROOT,
                "from a wish's answer to its first step: %.0f ms in the middle, %.0f ms at most, of %d%n",
                took.get(took.size() / 2),
                took.getLast(),
                took.size());
    }

    /** Passes one after the other, without their pauses. */
    private static void passes(PlatformInTest platform, HostAgents agents, MasterKey master) {
        var executor = new Executor(platform.database, new NodeSecrets(master), agents, "in-test", Long.MAX_VALUE);
        var routes = new RouteNodes(new PublishRouting(platform.database, master), executor::texts);
        try (var reconciler = new Reconciler(
                platform.database,
                new WantedNodes(platform.templates),
                agents,
                executor,
                new LostHosts(platform.database, Duration.ofMinutes(10)),
                new Recorder(platform.database, routes),
                routes,
                new SimpleMeterRegistry().timer("passes"))) {
            for (int warm = 0; warm < 5; warm++) reconciler.pass(true);
            double[] took = new double[15];
            long[] before = processorMillis();
            for (int pass = 0; pass < took.length; pass++) {
                long begun = System.nanoTime();
                reconciler.pass(true);
                took[pass] = (System.nanoTime() - begun) / 1e6;
            }
            long[] after = processorMillis();
            Arrays.sort(took);
            System.out.printf(
                    Locale.ROOT,
                    "a pass: %.0f ms in the middle, %.0f ms at most; processor time %d ms and %d ms in the database%n",
                    took[took.length / 2],
                    took[took.length - 1],
                    (after[0] - before[0]) / took.length,
                    (after[1] - before[1]) / took.length);
        }
    }

    private static LocalHostAgent local(Path directory, int number) {
        var config = new HostConfig(
                "in-test",
                directory.resolve("u" + number),
                directory.resolve("cache"),
                new PortRange(30_000, 30_999),
                "10.77.0.0/16");
        return new LocalHostAgent(config, new FakeEngine(Clock.systemUTC()), Clock.systemUTC());
    }

    private static HostId enrol(PlatformInTest platform, HostAgent agent, String name) {
        return platform.database.asPlatform(tx -> {
            HostId id = EnrolHost.run(tx, name, agent.describe());
            tx.update(HOST)
                    .set(HOST.ALLOCATABLE_CPU_MILLIS, 64_000L)
                    .set(HOST.OBSERVED_CPU_MILLIS, 64_000L)
                    .set(HOST.ALLOCATABLE_MEMORY_BYTES, 256 * PlatformInTest.GIB)
                    .set(HOST.OBSERVED_MEMORY_BYTES, 256 * PlatformInTest.GIB)
                    .set(HOST.ALLOCATABLE_DISK_BYTES, 4000 * PlatformInTest.GIB)
                    .set(HOST.OBSERVED_DISK_BYTES, 4000 * PlatformInTest.GIB)
                    .where(HOST.HOST_ID.eq(id.value()))
                    .execute();
            return id;
        });
    }

    /** This process's, and that of all processes of PostgreSQL that began after it, each in milliseconds. */
    private static long[] processorMillis() {
        var bean = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Instant begun = ProcessHandle.current().info().startInstant().orElseThrow();
        long database = ProcessHandle.allProcesses()
                .map(ProcessHandle::info)
                .filter(one ->
                        one.command().filter(path -> path.endsWith("/postgres")).isPresent()
                                && one.startInstant().filter(begun::isBefore).isPresent())
                .mapToLong(one -> one.totalCpuDuration().map(Duration::toMillis).orElse(0L))
                .sum();
        return new long[] {bean.getProcessCpuTime() / 1_000_000, database};
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** A host whose nodes all answer, at once. */
    private record QuickHost(LocalHostAgent host, SynchronousQueue<Long> stopped) implements HostAgent {
        private static final ProbeOutcome ANSWER = new ProbeOutcome.Answered(
                200,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"number\":\"0x1\",\"timestamp\":\"0x1\"}}",
                Duration.ofMillis(1));

        @Override
        public ProbeOutcome probe(UnitName unit, String port, ProbeCall call, Duration timeout) {
            return ANSWER;
        }

        @Override
        public HostReport describe() {
            return host.describe();
        }

        @Override
        public HostObservation observe(long epoch) {
            return host.observe(epoch);
        }

        @Override
        public DiskReading disk() {
            return host.disk();
        }

        @Override
        public StepOutcome perform(HostStep step, Progress progress) {
            if (step instanceof HostStep.StopUnit) stopped.offer(System.nanoTime());
            return host.perform(step, progress);
        }

        @Override
        public void logs(UnitName unit, LogQuery query, LogSink sink) {
            host.logs(unit, query, sink);
        }

        @Override
        public List<String> lastWords(UnitName unit) {
            return host.lastWords(unit);
        }

        @Override
        public Stats stats(UnitName unit) {
            return host.stats(unit);
        }

        @Override
        public Engine.Watch watch(Consumer<EngineEvent> listener) {
            return host.watch(listener);
        }

        @Override
        public void close() {
            host.close();
        }
    }
}
