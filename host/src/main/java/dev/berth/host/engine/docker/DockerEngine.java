package dev.berth.host.engine.docker;

import static dev.berth.host.engine.docker.DockerConnection.ask;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.disk.Disk;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.CreateOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.EngineFacts;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.Finding;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.LogSink;
import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Places;
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
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeObservation;
import dev.berth.host.engine.VolumeSpec;
import dev.berth.host.gpu.Gpu;
import dev.berth.host.gpu.Gpus;
import dev.berth.host.policy.HardeningRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs units as containers of the local Docker engine, hardened by {@link HardeningRule}. */
public final class DockerEngine implements Engine {
    private static final String CONTAINERS = "containers";

    private final String instance;
    private final Path root;
    private final DockerConnection docker;
    private final CreateContainer creation;
    private final DockerImages images;
    private final DockerVolumes volumes;
    private final DockerNetworks networks;
    private final ContainerFolders folders;
    private final ContainerRuns runs;
    private final Object givingGpus = new Object();

    /** Whether the instance whose directory this is ever had this engine. */
    public static boolean hasRunIn(Path root) {
        return Files.isDirectory(root.resolve(CONTAINERS));
    }

    /** @param root the instance's own directory, for files and secrets that units read */
    public DockerEngine(String instance, URI socket, Path root, ArtifactStore artifacts, FailPoint.Trap failPoint) {
        this.instance = instance;
        this.root = root;
        ContainerUsers users;
        try {
            Files.createDirectories(root);
            this.folders = new ContainerFolders(root.resolve(CONTAINERS));
            users = ContainerUsers.ofOwner(root);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
        this.docker = new DockerConnection(socket);
        this.images = new DockerImages(docker, artifacts, users, root);
        this.volumes = new DockerVolumes(docker, instance);
        this.networks = new DockerNetworks(docker, instance);
        this.runs = new ContainerRuns(docker, folders, failPoint);
        this.creation = new CreateContainer(docker, images, volumes, networks, folders, users, failPoint);
    }

    /** The version of the engine that answers there. */
    public static String versionAt(URI socket) {
        try (DockerConnection docker = new DockerConnection(socket)) {
            return docker.engineVersion();
        }
    }

    @Override
    public EngineFacts facts() {
        return new EngineFacts(EngineFacts.Kind.DOCKER, docker.engineVersion(), true, true, true, true);
    }

    @Override
    public List<Finding> findings() {
        return DockerFindings.of(ask(() -> docker.quick().infoCmd().exec()));
    }

    @Override
    public List<Gpu> gpus() {
        return Gpus.OF_THIS_MACHINE.find();
    }

    @Override
    public FetchOutcome fetch(Program program, Progress progress) {
        return images.fetch(program, progress);
    }

    @Override
    public MakeOutcome createVolume(VolumeSpec volume) {
        return volumes.create(volume);
    }

    @Override
    public RemoveOutcome removeVolume(VolumeName name) {
        return volumes.remove(name);
    }

    @Override
    public List<VolumeObservation> volumes() {
        return volumes.list();
    }

    @Override
    public Disk disk() {
        Path theirs = Path.of(
                String.valueOf(ask(() -> docker.quick().infoCmd().exec()).getDockerRootDir()));
        return Disk.under(
                Files.isDirectory(theirs) ? theirs : root); // an engine in a machine of its own has its own paths
    }

    @Override
    public Map<VolumeName, Long> volumeSizes() {
        return volumes.sizes();
    }

    @Override
    public MakeOutcome createNetwork(NetworkSpec network) {
        return networks.create(network);
    }

    @Override
    public RemoveOutcome removeNetwork(NetworkName name) {
        return networks.remove(
                name,
                containers()
                        .anyMatch(container -> container.getHostConfig() != null
                                && name.text().equals(container.getHostConfig().getNetworkMode())));
    }

    @Override
    public List<NetworkObservation> networks() {
        return networks.list();
    }

    @Override
    public CreateOutcome create(UnitSpec unit) {
        if (runs.inspect(unit.name().text()).isPresent()) return found(unit.name(), CreateOutcome.Existed::new);
        try {
            return createWithItsGpus(unit)
                    .<CreateOutcome>map(CreateOutcome.Refused::new)
                    .orElseGet(() -> found(unit.name(), CreateOutcome.Created::new));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Two that want graphics processors come one after the other, so that none is given twice. */
    private Optional<Refusal> createWithItsGpus(UnitSpec unit) throws IOException {
        int wanted = unit.limits().gpus();
        if (wanted == 0) return creation.create(unit, List.of());
        synchronized (givingGpus) {
            Optional<List<String>> chosen = ContainerGpus.choose(wanted, gpus(), ofAllContainers());
            return chosen.isPresent()
                    ? creation.create(unit, chosen.get())
                    : Optional.of(new Refusal(
                            Reason.GPU_TAKEN, wanted + " GPUs are not free (expected: no container has them)"));
        }
    }

    private List<HostConfig> ofAllContainers() {
        return ask(() -> docker.quick().listContainersCmd().withShowAll(true).exec()).stream()
                .flatMap(container -> runs.inspect(container.getId()).stream())
                .map(InspectContainerResponse::getHostConfig)
                .toList();
    }

    private CreateOutcome found(UnitName name, Function<UnitObservation, CreateOutcome> ours) {
        return inspect(name)
                .map(ours)
                .orElseGet(() -> new CreateOutcome.Refused(
                        new Refusal(Reason.NAME_TAKEN, "container " + name + " is not ours")));
    }

    @Override
    public StartOutcome start(UnitName name) {
        return ours(name).map(runs::start).orElseGet(() -> new StartOutcome.Refused(absent(name)));
    }

    @Override
    public StopOutcome stop(UnitName name, StopBudget budget, Progress progress) {
        return ours(name)
                .map(container -> runs.stop(container, budget, progress))
                .orElseGet(StopOutcome.Absent::new);
    }

    @Override
    public RemoveOutcome remove(UnitName name) {
        Optional<UnitObservation> seen = inspect(name);
        if (seen.isEmpty()) return new RemoveOutcome.Absent();
        if (seen.get().running()) return new RemoveOutcome.Refused(new Refusal(Reason.IN_USE, name + " runs"));
        runs.remove(name);
        return new RemoveOutcome.Removed();
    }

    @Override
    public Optional<UnitObservation> inspect(UnitName name) {
        return ours(name).flatMap(this::reading);
    }

    @Override
    public List<UnitObservation> list() {
        return containers()
                .map(container -> runs.inspect(container.getId()))
                .flatMap(Optional::stream)
                .map(this::reading)
                .flatMap(Optional::stream)
                .toList();
    }

    private Stream<Container> containers() {
        return ask(() -> docker.quick()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Map.of(Labels.INSTANCE, instance))
                        .exec())
                .stream();
    }

    @Override
    public MakeOutcome writeFiles(UnitName name, Map<String, UnitFile> files, Map<String, Address> addresses) {
        Optional<InspectContainerResponse> container = ours(name);
        if (container.isEmpty()) return new MakeOutcome.Refused(absent(name));
        UnitUser user =
                UnitUser.parse(String.valueOf(container.get().getConfig().getUser()));
        try {
            folders.delivery(name, user).replace(files, Places.ofAddresses(addresses, CreateContainer::dialled));
            return new MakeOutcome.Made();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void logs(UnitName name, LogQuery query, LogSink sink) {
        if (ours(name).isPresent()) runs.logs(name, query, sink);
    }

    @Override
    public Stats stats(UnitName name) {
        return ours(name).map(container -> runs.stats(container, volumes)).orElse(Stats.NONE);
    }

    @Override
    public Optional<String> dial(UnitName name, String port) {
        return ours(name)
                .filter(container -> Boolean.TRUE.equals(container.getState().getRunning()))
                .flatMap(container -> runs.reading(container).dial(port));
    }

    @Override
    public Watch watch(Consumer<EngineEvent> listener) {
        return ContainerEvents.watch(docker, instance, listener);
    }

    @Override
    public void close() {
        docker.close();
    }

    private Optional<UnitObservation> reading(InspectContainerResponse container) {
        return runs.reading(container)
                .unit()
                .filter(unit -> unit.labels().instance().equals(instance));
    }

    private Optional<InspectContainerResponse> ours(UnitName name) {
        return runs.inspect(name.text()).filter(container -> reading(container).isPresent());
    }

    private static Refusal absent(UnitName name) {
        return new Refusal(Reason.ABSENT, "no unit " + name);
    }
}
