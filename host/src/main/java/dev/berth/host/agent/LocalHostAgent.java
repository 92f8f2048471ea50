package dev.berth.host.agent;

import dev.berth.host.agent.HostStep.Order;
import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.SearchPath;
import dev.berth.host.disk.Disk;
import dev.berth.host.engine.CreateOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.Finding;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.LogSink;
import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.RemoveOutcome;
import dev.berth.host.engine.StartOutcome;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.StopOutcome;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitState;
import dev.berth.host.engine.docker.DockerEngine;
import dev.berth.host.engine.process.ProcessEngine;
import dev.berth.host.gpu.Gpus;
import dev.berth.host.probe.HttpProbe;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent of the machine it runs on, with an engine of that machine. Closing it leaves units running. */
public final class LocalHostAgent implements HostAgent {
    private static final Logger LOG = LoggerFactory.getLogger(LocalHostAgent.class);
    private static final int LAST_WORDS = 100;
    private static final String LOOPBACK = "127.0.0.1";

    private final HostConfig config;
    private final Engine engine;
    private final Clock clock;
    private final FailPoint.Trap failPoint;
    private final EpochFence fence;
    private final VolumeSizes volumeSizes;
    private final HttpProbe probe = new HttpProbe();
    private final Map<UnitName, ReentrantLock> lanes = new ConcurrentHashMap<>();

    public LocalHostAgent(HostConfig config, Engine engine, Clock clock) {
        this(config, engine, clock, FailPoint.Trap.NONE);
    }

    private LocalHostAgent(HostConfig config, Engine engine, Clock clock, FailPoint.Trap failPoint) {
        this.failPoint = failPoint;
        this.config = config;
        this.engine = engine;
        this.clock = clock;
        this.volumeSizes = new VolumeSizes(engine::volumeSizes);
        try {
            Files.createDirectories(config.unitRoot());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        this.fence = new EpochFence(config.unitRoot().resolve("epoch"), failPoint);
    }

    /** This machine, with the engine that was chosen for it. */
    public static LocalHostAgent open(HostConfig config, EngineChoice choice, Clock clock, FailPoint.Trap failPoint) {
        LOG.atInfo()
                .addKeyValue("engine", choice.kind())
                .addKeyValue("reason", choice.why())
                .log("host opened");
        return new LocalHostAgent(config, engine(config, choice, clock, failPoint), clock, failPoint);
    }

    private static Engine engine(HostConfig config, EngineChoice choice, Clock clock, FailPoint.Trap failPoint) {
        var artifacts = new ArtifactStore(config.cache(), SearchPath.parse(System.getenv("PATH")));
        return switch (choice.kind()) {
            case DOCKER ->
                new DockerEngine(config.instance(), choice.socket(), config.unitRoot(), artifacts, failPoint);
            case PROCESS -> new ProcessEngine(config.instance(), config.unitRoot(), artifacts, clock, failPoint);
            case FAKE -> throw new IllegalArgumentException("engine: FAKE (expected: one that runs units)");
        };
    }

    @Override
    public HostReport describe() {
        Machine machine = Machine.read();
        Disk data = engine.disk();
        return new HostReport(
                machine.architecture(),
                machine.cpuMillis(),
                machine.memoryBytes(),
                data.totalBytes(),
                data.freeBytes(),
                engine.facts(),
                config.ports(),
                config.subnets(),
                findings(),
                disks(data),
                engine.gpus());
    }

    private List<Finding> findings() {
        return Stream.concat(engine.findings().stream(), Gpus.findings(engine.gpus()).stream())
                .toList();
    }

    private List<Disk> disks(Disk data) {
        Disk own = Disk.under(config.unitRoot());
        return own.mount().equals(data.mount()) ? List.of(data) : List.of(data, own);
    }

    @Override
    public HostObservation observe(long epoch) {
        try {
            fence.admitAlone(epoch);
        } catch (UncheckedIOException unwritable) {
            throw new EngineUnavailable("epoch " + epoch + " cannot be kept: " + unwritable.getMessage(), unwritable);
        }
        return new HostObservation(clock.instant(), engine.list(), engine.volumes(), engine.networks());
    }

    @Override
    public DiskReading disk() {
        return new DiskReading(engine.disk(), volumeSizes.last());
    }

    @Override
    public StepOutcome perform(HostStep step, Progress progress) {
        Order order = step.order();
        StepOutcome outcome;
        try {
            long held = fence.admit(order.epoch());
            outcome = held > order.epoch() ? new StepOutcome.StaleEpoch(order.epoch(), held) : carryOut(step, progress);
        } catch (EngineUnavailable | UncheckedIOException halfWay) {
            outcome = new StepOutcome.Unknown(String.valueOf(halfWay.getMessage()));
        }
        LOG.atInfo()
                .addKeyValue("step", step.getClass().getSimpleName())
                .addKeyValue("operation", order.operation())
                .addKeyValue("epoch", order.epoch())
                .addKeyValue("outcome", outcome)
                .log("step performed");
        return outcome;
    }

    private StepOutcome carryOut(HostStep step, Progress progress) {
        return switch (step) {
            case HostStep.FetchArtifact fetch -> {
                failPoint.reach(FailPoint.BEFORE_FETCH);
                yield passing(FailPoint.AFTER_FETCH, fetched(engine.fetch(fetch.program(), progress)));
            }
            case HostStep.CreateVolume create ->
                passing(
                        FailPoint.AFTER_VOLUME,
                        making(create.order(), () -> made(engine.createVolume(create.volume()))));
            case HostStep.CreateNetwork create ->
                passing(
                        FailPoint.AFTER_NETWORK,
                        making(create.order(), () -> made(engine.createNetwork(create.network()))));
            case HostStep.CreateUnit create ->
                inLane(create.order(), create.unit().name(), () -> {
                    failPoint.reach(FailPoint.BEFORE_CREATE);
                    return passing(
                            FailPoint.AFTER_CREATE,
                            making(create.order(), () -> created(engine.create(create.unit()))));
                });
            case HostStep.StartUnit start ->
                inLane(start.order(), start.unit(), () -> {
                    failPoint.reach(FailPoint.BEFORE_START);
                    return passing(FailPoint.AFTER_START, started(engine.start(start.unit())));
                });
            case HostStep.StopUnit stop ->
                inLane(stop.order(), stop.unit(), () -> {
                    failPoint.reach(FailPoint.BEFORE_STOP);
                    return passing(FailPoint.AFTER_STOP, stopped(engine.stop(stop.unit(), stop.budget(), progress)));
                });
            case HostStep.RemoveUnit remove ->
                inLane(remove.order(), remove.unit(), () -> {
                    failPoint.reach(FailPoint.BEFORE_REMOVE);
                    return passing(FailPoint.AFTER_REMOVE, removed(engine.remove(remove.unit())));
                });
            case HostStep.RemoveVolume remove ->
                passing(FailPoint.AFTER_REMOVE_VOLUME, removed(engine.removeVolume(remove.volume())));
            case HostStep.RemoveNetwork remove ->
                passing(FailPoint.AFTER_REMOVE_NETWORK, removed(engine.removeNetwork(remove.network())));
            case HostStep.WriteFiles write -> made(engine.writeFiles(write.unit(), write.files(), write.addresses()));
        };
    }

    private StepOutcome passing(FailPoint point, StepOutcome outcome) {
        failPoint.reach(point);
        return outcome;
    }

    /** Steps of one unit wait for each other; a long stop keeps no other unit waiting. Whoever waited may have been outrun. */
    private StepOutcome inLane(Order order, UnitName unit, Supplier<StepOutcome> step) {
        ReentrantLock lane = lanes.computeIfAbsent(unit, _ -> new ReentrantLock());
        lane.lock();
        try {
            long held = fence.admit(order.epoch());
            return held > order.epoch() ? new StepOutcome.StaleEpoch(order.epoch(), held) : step.get();
        } finally {
            lane.unlock();
        }
    }

    /** A look of a newer control plane waits until what is being made is there to be seen. */
    private StepOutcome making(Order order, Supplier<StepOutcome> step) {
        try (var pass = fence.enter(order.epoch())) {
            return pass.held() > order.epoch() ? new StepOutcome.StaleEpoch(order.epoch(), pass.held()) : step.get();
        }
    }

    private static StepOutcome fetched(FetchOutcome outcome) {
        return switch (outcome) {
            case FetchOutcome.Fetched(String identity, String version) ->
                new StepOutcome.Done(true, version + " " + identity);
            case FetchOutcome.Failed(var cause, var reason) -> new StepOutcome.NotFetched(cause, reason);
        };
    }

    private static StepOutcome made(MakeOutcome outcome) {
        return switch (outcome) {
            case MakeOutcome.Made _ -> new StepOutcome.Done(true, "made");
            case MakeOutcome.Existed _ -> new StepOutcome.Done(false, "was there");
            case MakeOutcome.Refused(var refusal) -> new StepOutcome.Refused(refusal);
        };
    }

    private static StepOutcome created(CreateOutcome outcome) {
        return switch (outcome) {
            case CreateOutcome.Created _ -> new StepOutcome.Done(true, "created");
            case CreateOutcome.Existed _ -> new StepOutcome.Done(false, "was there");
            case CreateOutcome.Refused(var refusal) -> new StepOutcome.Refused(refusal);
        };
    }

    private static StepOutcome started(StartOutcome outcome) {
        return switch (outcome) {
            case StartOutcome.Started _ -> new StepOutcome.Done(true, "started");
            case StartOutcome.AlreadyRunning _ -> new StepOutcome.Done(false, "ran before");
            case StartOutcome.Refused(var refusal) -> new StepOutcome.Refused(refusal);
        };
    }

    private static String ended(UnitState.Exit exit) {
        return switch (exit) {
            case UnitState.Exit.Code(int code) -> "ended with code " + code;
            case UnitState.Exit.Unknown(String why) -> "ended; its exit code is not known: " + why + ";";
        };
    }

    private static StepOutcome stopped(StopOutcome outcome) {
        return switch (outcome) {
            case StopOutcome.Stopped(var exit, boolean forced, Duration took) ->
                new StepOutcome.Stopped(forced, ended(exit) + " after " + took.toMillis() + " ms");
            case StopOutcome.NotRunning(var state) -> new StepOutcome.Done(false, "did not run: " + state);
            case StopOutcome.Absent _ -> new StepOutcome.Done(false, "was not there");
        };
    }

    private static StepOutcome removed(RemoveOutcome outcome) {
        return switch (outcome) {
            case RemoveOutcome.Removed _ -> new StepOutcome.Done(true, "removed");
            case RemoveOutcome.Absent _ -> new StepOutcome.Done(false, "was not there");
            case RemoveOutcome.Refused(var refusal) -> new StepOutcome.Refused(refusal);
        };
    }

    @Override
    public void logs(UnitName unit, LogQuery query, LogSink sink) {
        engine.logs(unit, query, sink);
    }

    @Override
    public List<String> lastWords(UnitName unit) {
        List<String> lines = new ArrayList<>();
        engine.logs(unit, LogQuery.last(LAST_WORDS), (_, text) -> lines.add(text));
        return List.copyOf(lines);
    }

    @Override
    public Stats stats(UnitName unit) {
        return engine.stats(unit);
    }

    @Override
    public ProbeOutcome probe(UnitName unit, String port, ProbeCall call, Duration timeout) {
        return engine.dial(unit, port)
                .map(address -> probe.call(address, call, timeout))
                .orElseGet(() -> new ProbeOutcome.NoAnswer(unit + " does not run, or has no port " + port));
    }

    /** Where a running unit takes calls from proxies: a port that is published on loopback, which none but those is. */
    public Optional<InetSocketAddress> portForProxies(UnitName unit, String port) {
        return engine.inspect(unit).stream()
                .filter(UnitObservation::running)
                .flatMap(running -> running.bindings().stream())
                .filter(binding ->
                        binding.port().equals(port) && binding.hostIp().equals(LOOPBACK))
                .map(binding -> new InetSocketAddress(InetAddress.getLoopbackAddress(), binding.hostPort()))
                .findFirst();
    }

    @Override
    public Engine.Watch watch(Consumer<EngineEvent> listener) {
        return engine.watch(listener);
    }

    @Override
    public void close() {
        engine.close();
    }
}
