package dev.berth.host.engine.process;

import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.Program;
import dev.berth.host.disk.Disk;
import dev.berth.host.disk.DiskUse;
import dev.berth.host.disk.Ownership;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.CreateOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.EngineFacts;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.Finding;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.LogSink;
import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Places;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.RemoveOutcome;
import dev.berth.host.engine.StartOutcome;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.StopOutcome;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.UnitState;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeObservation;
import dev.berth.host.engine.VolumeSpec;
import dev.berth.host.gpu.Gpu;
import dev.berth.host.gpu.Gpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Runs units as processes that outlive it: a new engine on the same root adopts them. */
public final class ProcessEngine implements Engine {
    private static final Duration EARLY_END = Duration.ofMillis(250);

    private final EngineLock lock;
    private final ArtifactStore artifacts;
    private final ProcessVolumes volumes;
    private final CreateProcessUnit creation;
    private final ProcessUnits units;
    private final ProcessStorage storage;
    private final ProcessRuns runs;
    private final OutputRotation rotation;
    private final Map<UnitName, ReentrantLock> lanes = new ConcurrentHashMap<>();

    /** @param root the instance's own directory; nobody else may have an engine there at the same time */
    public ProcessEngine(String instance, Path root, ArtifactStore artifacts, Clock clock, FailPoint.Trap failPoint) {
        this.artifacts = artifacts;
        try {
            Ownership.directory(root, "rwx--x--x");
            if (Ownership.root()) Ownership.checkReachable(root);
            this.lock = EngineLock.take(root.resolve("engine.lock"));
            this.volumes = new ProcessVolumes(root.resolve("volumes"));
            var networks = new ProcessNetworks(root.resolve("networks"));
            this.units =
                    new ProcessUnits(Ownership.directory(root.resolve("units"), "rwx--x--x"), UserRange.of(instance));
            this.storage = new ProcessStorage(volumes, networks, units);
            this.creation = new CreateProcessUnit(artifacts, volumes, networks, units);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
        this.runs = new ProcessRuns(new MarkedProcesses(instance), clock, failPoint);
        units.names().forEach(name -> runs.adopt(name, units.folder(name)));
        this.rotation = OutputRotation.begin(units);
    }

    @Override
    public EngineFacts facts() {
        return new EngineFacts(EngineFacts.Kind.PROCESS, System.getProperty("os.version"), false, false, false, false);
    }

    @Override
    public List<Finding> findings() {
        return ProcessFindings.look();
    }

    @Override
    public List<Gpu> gpus() {
        return Gpus.OF_THIS_MACHINE.find().stream()
                .map(gpu -> gpu.withheld("processes are not kept from each other's"))
                .toList();
    }

    @Override
    public FetchOutcome fetch(Program program, Progress progress) {
        return artifacts.fetch(program, progress::say);
    }

    @Override
    public synchronized MakeOutcome createVolume(VolumeSpec volume) {
        return io(() -> storage.create(volume));
    }

    @Override
    public synchronized RemoveOutcome removeVolume(VolumeName name) {
        return io(() -> storage.remove(name));
    }

    @Override
    public List<VolumeObservation> volumes() {
        return io(storage::listVolumes);
    }

    @Override
    public Disk disk() {
        return volumes.disk();
    }

    @Override
    public Map<VolumeName, Long> volumeSizes() {
        return io(volumes::sizes);
    }

    @Override
    public synchronized MakeOutcome createNetwork(NetworkSpec network) {
        return storage.create(network);
    }

    @Override
    public synchronized RemoveOutcome removeNetwork(NetworkName name) {
        return io(() -> storage.remove(name));
    }

    @Override
    public List<NetworkObservation> networks() {
        return io(storage::listNetworks);
    }

    @Override
    public synchronized CreateOutcome create(UnitSpec unit) {
        Optional<UnitObservation> existing = inspect(unit.name());
        return existing.isPresent() ? new CreateOutcome.Existed(existing.get()) : io(() -> creation.create(unit));
    }

    @Override
    public StartOutcome start(UnitName name) {
        return inLane(name, () -> {
            Optional<UnitRecord> unit = units.folder(name).record();
            if (unit.isEmpty()) return new StartOutcome.Refused(absent(name));
            UnitFolder folder = units.folder(name);
            runs.adopt(name, folder);
            UnitObservation seen = observe(unit.get());
            if (seen.running()) return new StartOutcome.AlreadyRunning(seen);
            Optional<Port> taken = HostPorts.firstTaken(unit.get().ports());
            if (taken.isPresent()) {
                units.delete(name);
                return new StartOutcome.Refused(new Refusal(
                        Reason.PORT_TAKEN, "127.0.0.1:" + taken.get().hostPort() + " is in use"));
            }
            ProcessIdentity process = runs.begin(unit.get(), folder);
            return ProcessRuns.ended(process, EARLY_END, Progress.SILENT)
                    ? new StartOutcome.Refused(endedAtOnce(unit.get(), folder))
                    : new StartOutcome.Started(observe(unit.get()));
        });
    }

    private Refusal endedAtOnce(UnitRecord unit, UnitFolder folder) throws IOException {
        List<String> last = new ArrayList<>();
        folder.output().read(20, false, (_, line) -> last.add(line));
        return new Refusal(
                Reason.DOES_NOT_START, runs.state(unit.name(), folder) + "; it said: " + String.join("\n", last));
    }

    @Override
    public StopOutcome stop(UnitName name, StopBudget budget, Progress progress) {
        return inLane(name, () -> {
            UnitFolder folder = units.folder(name);
            if (!folder.exists()) return new StopOutcome.Absent();
            UnitState state = runs.state(name, folder);
            return state instanceof UnitState.Running
                    ? runs.end(name, folder, budget, progress)
                    : new StopOutcome.NotRunning(state);
        });
    }

    @Override
    public RemoveOutcome remove(UnitName name) {
        return inLane(name, () -> {
            UnitFolder folder = units.folder(name);
            if (!folder.exists()) return new RemoveOutcome.Absent();
            if (runs.state(name, folder) instanceof UnitState.Running)
                return new RemoveOutcome.Refused(inUse(name + " runs"));
            folder.run().read().ifPresent(run -> runs.kill(name, run.process()));
            units.delete(name);
            return new RemoveOutcome.Removed();
        });
    }

    @Override
    public Optional<UnitObservation> inspect(UnitName name) {
        return units.folder(name).record().map(this::observe);
    }

    @Override
    public List<UnitObservation> list() {
        return units.records().map(this::observe).toList();
    }

    private UnitObservation observe(UnitRecord unit) {
        return ProcessUnits.observe(unit, runs.state(unit.name(), units.folder(unit.name())));
    }

    @Override
    public MakeOutcome writeFiles(UnitName name, Map<String, UnitFile> files, Map<String, Address> addresses) {
        return inLane(name, () -> {
            UnitFolder folder = units.folder(name);
            Optional<UnitRecord> unit = folder.record();
            if (unit.isEmpty()) return new MakeOutcome.Refused(absent(name));
            units.delivery(folder, unit.get().user())
                    .replace(files, Places.ofAddresses(addresses, ProcessUnits::dialled));
            return new MakeOutcome.Made();
        });
    }

    @Override
    public void logs(UnitName name, LogQuery query, LogSink sink) {
        io(() -> {
            units.folder(name).output().read(query.tail(), query.follow(), sink);
            return name;
        });
    }

    @Override
    public Stats stats(UnitName name) {
        return io(() -> {
            UnitFolder folder = units.folder(name);
            Optional<Path> data =
                    folder.record().flatMap(UnitRecord::usedVolume).map(volumes::data);
            return runs.stats(folder, data.isPresent() ? Optional.of(DiskUse.of(data.get())) : Optional.empty());
        });
    }

    @Override
    public Optional<String> dial(UnitName name, String port) {
        Optional<UnitRecord> unit = units.folder(name).record();
        if (unit.isEmpty() || !observe(unit.get()).running()) return Optional.empty();
        return unit.get().ports().stream()
                .filter(candidate -> candidate.name().equals(port))
                .map(candidate -> "127.0.0.1:" + candidate.hostPort())
                .findFirst();
    }

    @Override
    public Watch watch(Consumer<EngineEvent> listener) {
        runs.listeners().add(listener);
        return () -> runs.listeners().remove(listener);
    }

    @Override
    public void close() {
        rotation.close();
        runs.close();
        io(() -> {
            lock.close();
            return lock;
        });
    }

    private static Refusal inUse(String detail) {
        return new Refusal(Reason.IN_USE, detail);
    }

    private static Refusal absent(UnitName name) {
        return new Refusal(Reason.ABSENT, "no unit " + name);
    }

    /** Verbs that change one unit wait for each other, and for no other unit's. */
    private <T> T inLane(UnitName name, OnDisk<T> verb) {
        ReentrantLock lane = lanes.computeIfAbsent(name, _ -> new ReentrantLock());
        lane.lock();
        try {
            return io(verb);
        } finally {
            lane.unlock();
        }
    }

    private interface OnDisk<T> {
        T run() throws IOException;
    }

    private static <T> T io(OnDisk<T> verb) {
        try {
            return verb.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
