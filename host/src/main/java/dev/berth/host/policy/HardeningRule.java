package dev.berth.host.policy;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.PropagationMode;
import com.github.dockerjava.api.model.RestartPolicy;
import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One rule that each container of ours keeps; numbers are those of the CIS Docker Benchmark. */
public enum HardeningRule {
    NO_CAPABILITIES(
            "5.4",
            c -> contains(c.host().getCapDrop(), Capability.ALL)
                    && none(c.host().getCapAdd())),
    NOT_PRIVILEGED("5.5", c -> !isTrue(c.host().getPrivileged())),
    NO_SYSTEM_DIRECTORIES("5.6", c -> binds(c).noneMatch(bind -> systemPath(bind.getPath()))),
    BINDS_ARE_READ_ONLY(
            "5.6",
            c -> binds(c).filter(bind -> bind.getPath().startsWith("/"))
                    .allMatch(bind -> bind.getAccessMode() == AccessMode.ro)),
    NO_LOW_PORTS("5.8", c -> bindings(c).allMatch(binding -> port(binding) >= 1024)),
    OWN_NETWORK_NAMESPACE("5.10", c -> {
        String mode = Objects.requireNonNullElse(c.host().getNetworkMode(), "default");
        return !mode.equals("host")
                && !mode.equals("default")
                && !mode.equals("bridge")
                && !mode.startsWith("container:");
    }),
    MEMORY_LIMITED(
            "5.11",
            c -> positive(c.host().getMemory())
                    && Objects.equals(c.host().getMemory(), c.host().getMemorySwap())),
    CPU_LIMITED("5.12", c -> positive(c.host().getNanoCPUs())),
    READ_ONLY_ROOT("5.13", c -> isTrue(c.host().getReadonlyRootfs())),
    PORTS_NAME_AN_ADDRESS(
            "5.14", c -> bindings(c).allMatch(binding -> !address(binding).isEmpty())),
    NEVER_RESTARTED_BY_THE_ENGINE("5.15", c -> {
        RestartPolicy policy = c.host().getRestartPolicy();
        return policy == null || policy.getName().isEmpty() || policy.getName().equals("no");
    }),
    OWN_PROCESSES("5.16", c -> blank(c.host().getPidMode())),
    OWN_IPC(
            "5.17",
            c -> !Objects.requireNonNullElse(c.host().getIpcMode(), "private").equals("host")),
    NO_DEVICES("5.18", c -> none(c.host().getDevices())),
    GPUS_BY_THEIR_IDS(
            "5.18",
            c -> requests(c)
                    .allMatch(request -> "nvidia".equals(request.getDriver())
                            && request.getDeviceIds() != null
                            && !request.getDeviceIds().isEmpty()
                            && request.getDeviceIds().stream().allMatch(id -> id.startsWith("GPU-"))
                            && Objects.requireNonNullElse(request.getCount(), 0) == 0
                            && List.of(List.of("gpu")).equals(request.getCapabilities()))),
    OPEN_FILES_LIMITED(
            "5.19",
            c -> c.host().getUlimits() != null
                    && Arrays.stream(c.host().getUlimits())
                            .anyMatch(limit -> limit.getName().equals("nofile"))),
    NO_SHARED_MOUNTS("5.20", c -> binds(c).allMatch(bind -> bind.getPropagationMode() == PropagationMode.DEFAULT_MODE)),
    OWN_HOST_NAME("5.21", c -> blank(c.host().getUtSMode())),
    SYSTEM_CALLS_FILTERED("5.22", c -> options(c).noneMatch(option -> option.contains("unconfined"))),
    NO_NEW_PRIVILEGES("5.26", c -> options(c).anyMatch(option -> option.startsWith("no-new-privileges"))),
    IMAGE_BY_DIGEST("5.28", c -> c.image() != null && c.image().contains("sha256:")),
    PROCESSES_LIMITED("5.29", c -> positive(c.host().getPidsLimit())),
    USER_NAMESPACE_NOT_ESCAPED("5.31", c -> blank(c.host().getUsernsMode())),
    NO_ENGINE_SOCKET("5.32", c -> binds(c).noneMatch(bind -> bind.getPath().contains("docker.sock"))),
    ORDINARY_USER("4.1", c -> c.user() != null && c.user().matches("[1-9][0-9]*:[1-9][0-9]*")),
    TEMPORARY_FILES_IN_MEMORY(
            "5.13",
            c -> c.host().getTmpFs() != null
                    && c.host().getTmpFs().getOrDefault("/tmp", "").contains("size=")),
    LOGS_ROTATED("2.13", c -> {
        LogConfig log = c.host().getLogConfig();
        return log != null && log.getConfig() != null && log.getConfig().containsKey("max-size");
    });

    /** What a container must be like. */
    @Immutable
    private interface Holds {
        boolean test(ContainerShape container);
    }

    private final String number;
    private final Holds holds;

    HardeningRule(String number, Holds holds) {
        this.number = number;
        this.holds = holds;
    }

    /** The rule's number in the CIS Docker Benchmark. */
    public String number() {
        return number;
    }

    public boolean holds(ContainerShape container) {
        return holds.test(container);
    }

    /** The rules that a container breaks. */
    public static List<HardeningRule> brokenBy(ContainerShape container) {
        return Arrays.stream(values()).filter(rule -> !rule.holds(container)).toList();
    }

    private static Stream<Bind> binds(ContainerShape container) {
        Bind @Nullable [] binds = container.host().getBinds();
        return binds == null ? Stream.empty() : Arrays.stream(binds);
    }

    private static Stream<Ports.Binding> bindings(ContainerShape container) {
        Ports ports = container.host().getPortBindings();
        return ports == null
                ? Stream.empty()
                : ports.getBindings().values().stream().filter(Objects::nonNull).flatMap(Arrays::stream);
    }

    private static Stream<DeviceRequest> requests(ContainerShape container) {
        List<DeviceRequest> requests = container.host().getDeviceRequests();
        return requests == null ? Stream.empty() : requests.stream();
    }

    private static Stream<String> options(ContainerShape container) {
        List<String> options = container.host().getSecurityOpts();
        return options == null ? Stream.empty() : options.stream();
    }

    private static boolean systemPath(String path) {
        return path.equals("/")
                || Stream.of("/etc", "/proc", "/sys", "/boot", "/dev", "/lib", "/usr", "/bin", "/sbin", "/run")
                        .anyMatch(system -> path.equals(system) || path.startsWith(system + "/"));
    }

    private static int port(Ports.Binding binding) {
        return Integer.parseInt(Objects.requireNonNullElse(binding.getHostPortSpec(), "0"));
    }

    private static String address(Ports.Binding binding) {
        return Objects.requireNonNullElse(binding.getHostIp(), "");
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private static boolean positive(@Nullable Long value) {
        return value != null && value > 0;
    }

    private static boolean blank(@Nullable String value) {
        return value == null || value.isEmpty();
    }

    private static <T> boolean none(T @Nullable [] values) {
        return values == null || values.length == 0;
    }

    private static <T> boolean contains(T @Nullable [] values, T wanted) {
        return values != null && Arrays.asList(values).contains(wanted);
    }
}
