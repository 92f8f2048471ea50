package dev.berth.host.engine.fake;

import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.Program;
import dev.berth.host.disk.Disk;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.CreateOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.EngineFacts;
import dev.berth.host.engine.Finding;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.LogSink;
import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Placeholders;
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
import dev.berth.host.engine.UnitState.Exit;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeObservation;
import dev.berth.host.engine.VolumeSpec;
import dev.berth.host.gpu.Gpu;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An engine that runs nothing, remembers everything, and fails as its {@link FakeScript} says. */
public final class FakeEngine implements Engine {
    private static final Places PLACES = new Places(
            "/artifact",
            Optional.of("/runtime"),
            Optional.of("/data"),
            "/files",
            "/secrets",
            "0.0.0.0",
            Port::container,
            address -> address.alias() + ":" + address.containerPort());

    private final Clock clock;
    private final FakeScript script = new FakeScript();
    private final Map<UnitName, FakeUnit> units = new LinkedHashMap<>();
    private final FakeStorage storage = new FakeStorage();
    private final List<Consumer<EngineEvent>> listeners = new CopyOnWriteArrayList<>();

    public FakeEngine(Clock clock) {
        this.clock = clock;
    }

    public FakeScript script() {
        return script;
    }

    /** The unit ends by itself. */
    public synchronized void exit(UnitName name, Exit exit, boolean outOfMemory) {
        required(name).state = new UnitState.Exited(exit, outOfMemory, false, Optional.of(clock.instant()));
        tell(new EngineEvent.UnitExited(name));
    }

    /** Somebody removed the unit behind our back. */
    public synchronized void vanish(UnitName name) {
        units.remove(name);
        tell(new EngineEvent.UnitExited(name));
    }

    /** Somebody deleted the volume behind our back. */
    public synchronized void vanish(VolumeName name) {
        storage.vanish(name);
    }

    public synchronized void says(UnitName name, String line) {
        required(name).lines.add(line);
    }

    /** What a unit was made from, with its files as they were last written. */
    public synchronized UnitSpec spec(UnitName name) {
        return required(name).spec;
    }

    public synchronized Map<String, UnitFile> files(UnitName name) {
        return Map.copyOf(required(name).files);
    }

    /** Every verb fails from now on; units keep running, as they do without their engine. */
    public void die(String why) {
        script.die(why);
        tell(new EngineEvent.EngineDied(why));
    }

    public void revive() {
        script.revive();
        tell(new EngineEvent.EngineAnswers());
    }

    private FakeUnit required(UnitName name) {
        FakeUnit unit = units.get(name);
        if (unit == null)
            throw new IllegalArgumentException("unit: " + name + " (expected: one of " + units.keySet() + ")");
        return unit;
    }

    private void tell(EngineEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    @Override
    public EngineFacts facts() {
        return new EngineFacts(EngineFacts.Kind.FAKE, "1", true, true, true, false);
    }

    @Override
    public List<Finding> findings() {
        return List.of();
    }

    @Override
    public List<Gpu> gpus() {
        return script.gpus();
    }

    @Override
    public FetchOutcome fetch(Program program, Progress progress) {
        script.reach(FakeScript.Verb.FETCH);
        progress.say("fetching " + program.artifact().title());
        Optional<FetchOutcome.Failed> failure = script.fetchFailure();
        return failure.isPresent()
                ? failure.get()
                : new FetchOutcome.Fetched("fake:" + program.artifact().title(), "1");
    }

    @Override
    public synchronized MakeOutcome createVolume(VolumeSpec volume) {
        script.reach();
        return storage.create(volume);
    }

    @Override
    public synchronized RemoveOutcome removeVolume(VolumeName name) {
        script.reach();
        return storage.remove(name, specs());
    }

    @Override
    public synchronized List<VolumeObservation> volumes() {
        script.reach();
        return storage.volumes();
    }

    @Override
    public Disk disk() {
        script.reach();
        return script.disk();
    }

    @Override
    public synchronized Map<VolumeName, Long> volumeSizes() {
        script.reach();
        return storage.volumes().stream()
                .collect(Collectors.toMap(VolumeObservation::name, volume -> script.bytesIn(volume.name())));
    }

    @Override
    public synchronized MakeOutcome createNetwork(NetworkSpec network) {
        script.reach();
        if (script.taken(network.subnet()))
            return new MakeOutcome.Refused(new Refusal(Reason.SUBNET_TAKEN, "subnet " + network.subnet()));
        return storage.create(network);
    }

    @Override
    public synchronized RemoveOutcome removeNetwork(NetworkName name) {
        script.reach();
        return storage.remove(name, specs());
    }

    @Override
    public synchronized List<NetworkObservation> networks() {
        script.reach();
        return storage.networks();
    }

    private Stream<UnitSpec> specs() {
        return units.values().stream().map(unit -> unit.spec);
    }

    @Override
    public CreateOutcome create(UnitSpec unit) {
        script.reach(FakeScript.Verb.CREATE);
        synchronized (this) {
            FakeUnit existing = units.get(unit.name());
            if (existing != null) return new CreateOutcome.Existed(existing.observe());
            Optional<Refusal> refusal = refusal(unit);
            if (refusal.isPresent()) return new CreateOutcome.Refused(refusal.get());
            FakeUnit created = new FakeUnit(unit);
            units.put(unit.name(), created);
            return new CreateOutcome.Created(created.observe());
        }
    }

    private Optional<Refusal> refusal(UnitSpec unit) {
        Optional<String> missing = storage.missing(unit);
        if (missing.isPresent()) return Optional.of(new Refusal(Reason.ABSENT, missing.get()));
        try {
            Placeholders placeholders = PLACES.placeholders(unit);
            unit.argv().forEach(placeholders::resolve);
            unit.env().values().forEach(placeholders::resolve);
            return Optional.empty();
        } catch (Placeholders.UnknownPlaceholder unknown) {
            return Optional.of(new Refusal(Reason.POLICY, String.valueOf(unknown.getMessage())));
        }
    }

    @Override
    public StartOutcome start(UnitName name) {
        script.reach(FakeScript.Verb.START);
        synchronized (this) {
            FakeUnit unit = units.get(name);
            if (unit == null) return new StartOutcome.Refused(new Refusal(Reason.ABSENT, "no unit " + name));
            if (unit.running()) return new StartOutcome.AlreadyRunning(unit.observe());
            Optional<Port> taken = unit.spec.ports().stream()
                    .filter(port -> script.taken(port.hostPort()))
                    .findFirst();
            if (taken.isPresent()) {
                units.remove(name);
                return new StartOutcome.Refused(
                        new Refusal(Reason.PORT_TAKEN, "port " + taken.get().hostPort()));
            }
            Optional<Refusal> failure = script.startFailure(name);
            if (failure.isPresent()) return new StartOutcome.Refused(failure.get());
            unit.state = new UnitState.Running(clock.instant());
            return new StartOutcome.Started(unit.observe());
        }
    }

    @Override
    public StopOutcome stop(UnitName name, StopBudget budget, Progress progress) {
        script.reach(FakeScript.Verb.STOP);
        synchronized (this) {
            FakeUnit unit = units.get(name);
            if (unit == null) return new StopOutcome.Absent();
            if (!unit.running()) return new StopOutcome.NotRunning(unit.state);
            boolean forced = script.deaf(name);
            Exit exit = new Exit.Code(forced ? 137 : 0);
            unit.state = new UnitState.Exited(exit, false, forced, Optional.of(clock.instant()));
            return new StopOutcome.Stopped(exit, forced, forced ? budget.budget() : Duration.ZERO);
        }
    }

    @Override
    public RemoveOutcome remove(UnitName name) {
        script.reach(FakeScript.Verb.REMOVE);
        synchronized (this) {
            FakeUnit unit = units.get(name);
            if (unit == null) return new RemoveOutcome.Absent();
            if (unit.running()) return new RemoveOutcome.Refused(inUse(name + " runs"));
            units.remove(name);
            return new RemoveOutcome.Removed();
        }
    }

    private static Refusal inUse(String detail) {
        return new Refusal(Reason.IN_USE, detail);
    }

    @Override
    public synchronized Optional<UnitObservation> inspect(UnitName name) {
        script.reach();
        return Optional.ofNullable(units.get(name)).map(FakeUnit::observe);
    }

    @Override
    public List<UnitObservation> list() {
        script.reach(FakeScript.Verb.LIST);
        synchronized (this) {
            return units.values().stream().map(FakeUnit::observe).toList();
        }
    }

    @Override
    public synchronized MakeOutcome writeFiles(
            UnitName name, Map<String, UnitFile> files, Map<String, Address> addresses) {
        script.reach();
        FakeUnit unit = units.get(name);
        if (unit == null) return new MakeOutcome.Refused(new Refusal(Reason.ABSENT, "no unit " + name));
        unit.files.putAll(files);
        return new MakeOutcome.Made();
    }

    @Override
    public void logs(UnitName name, LogQuery query, LogSink sink) {
        script.reach();
        List<String> lines;
        synchronized (this) {
            FakeUnit unit = units.get(name);
            lines = unit == null ? List.of() : List.copyOf(unit.lines);
        }
        for (String line : lines.subList(Math.max(0, lines.size() - query.tail()), lines.size()))
            if (!sink.line(Optional.empty(), line)) return;
    }

    @Override
    public Stats stats(UnitName name) {
        script.reach();
        return script.stats(name);
    }

    @Override
    public synchronized Optional<String> dial(UnitName name, String port) {
        script.reach();
        FakeUnit unit = units.get(name);
        if (unit == null || !unit.running()) return Optional.empty();
        return script.address(name, port)
                .or(() -> unit.spec.ports().stream()
                        .filter(candidate -> candidate.name().equals(port))
                        .map(candidate -> candidate.hostIp() + ":" + candidate.hostPort())
                        .findFirst());
    }

    @Override
    public Watch watch(Consumer<EngineEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        listeners.clear();
    }
}
