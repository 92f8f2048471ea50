package dev.berth.host.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.PropagationMode;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HardeningRuleTest {
    private static final String IMAGE = "sha256:" + "a".repeat(64);

    /** A fresh container that keeps every rule. */
    private static HostConfig good() {
        return HostConfig.newHostConfig()
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withReadonlyRootfs(true)
                .withTmpFs(Map.of("/tmp", "size=1"))
                .withBinds(new Bind("/var/lib/berth/x", new Volume("/berth/files"), AccessMode.ro))
                .withPortBindings(bound("127.0.0.1", 20000))
                .withNetworkMode("berth-n1")
                .withMemory(1L)
                .withMemorySwap(1L)
                .withNanoCPUs(1L)
                .withPidsLimit(1L)
                .withUlimits(List.of(new Ulimit("nofile", 1L, 1L)))
                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "1m")))
                .withRestartPolicy(RestartPolicy.noRestart());
    }

    private static PortBinding bound(String ip, int port) {
        return new PortBinding(Ports.Binding.bindIpAndPort(ip, port), ExposedPort.tcp(8545));
    }

    private static Arguments breaks(HardeningRule rule, UnaryOperator<HostConfig> change) {
        return Arguments.of(rule, new ContainerShape(change.apply(good()), "1000:1000", IMAGE, List.of()));
    }

    private static DeviceRequest gpus(@Nullable List<String> ids, @Nullable Integer count) {
        return new DeviceRequest()
                .withDriver("nvidia")
                .withDeviceIds(ids)
                .withCount(count)
                .withCapabilities(List.of(List.of("gpu")));
    }

    private static Bind bind(String path) {
        return new Bind(path, new Volume("/x"), AccessMode.ro);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                breaks(HardeningRule.NO_CAPABILITIES, host -> host.withCapDrop()),
                breaks(HardeningRule.NO_CAPABILITIES, host -> host.withCapAdd(Capability.NET_ADMIN)),
                breaks(HardeningRule.NOT_PRIVILEGED, host -> host.withPrivileged(true)),
                breaks(HardeningRule.NO_SYSTEM_DIRECTORIES, host -> host.withBinds(bind("/"))),
                breaks(HardeningRule.NO_SYSTEM_DIRECTORIES, host -> host.withBinds(bind("/etc/ssl"))),
                breaks(
                        HardeningRule.BINDS_ARE_READ_ONLY,
                        host -> host.withBinds(new Bind("/var/lib/berth/x", new Volume("/x"), AccessMode.rw))),
                breaks(HardeningRule.GPUS_BY_THEIR_IDS, host -> host.withDeviceRequests(List.of(gpus(null, -1)))),
                breaks(
                        HardeningRule.GPUS_BY_THEIR_IDS,
                        host -> host.withDeviceRequests(List.of(gpus(List.of("all"), null)))),
                breaks(
                        HardeningRule.GPUS_BY_THEIR_IDS,
                        host -> host.withDeviceRequests(
                                List.of(gpus(List.of("GPU-1"), null).withDriver("cdi")))),
                breaks(
                        HardeningRule.GPUS_BY_THEIR_IDS,
                        host -> host.withDeviceRequests(List.of(
                                gpus(List.of("GPU-1"), null).withCapabilities(List.of(List.of("gpu", "compat32")))))),
                breaks(HardeningRule.NO_LOW_PORTS, host -> host.withPortBindings(bound("127.0.0.1", 443))),
                breaks(HardeningRule.OWN_NETWORK_NAMESPACE, host -> host.withNetworkMode("host")),
                breaks(HardeningRule.OWN_NETWORK_NAMESPACE, host -> host.withNetworkMode("container:other")),
                breaks(HardeningRule.OWN_NETWORK_NAMESPACE, host -> host.withNetworkMode("bridge")),
                breaks(HardeningRule.MEMORY_LIMITED, host -> host.withMemory(0L)),
                breaks(HardeningRule.MEMORY_LIMITED, host -> host.withMemorySwap(-1L)),
                breaks(HardeningRule.CPU_LIMITED, host -> host.withNanoCPUs(0L)),
                breaks(HardeningRule.READ_ONLY_ROOT, host -> host.withReadonlyRootfs(false)),
                breaks(
                        HardeningRule.PORTS_NAME_AN_ADDRESS,
                        host -> host.withPortBindings(
                                new PortBinding(Ports.Binding.bindPort(20000), ExposedPort.tcp(8545)))),
                breaks(
                        HardeningRule.NEVER_RESTARTED_BY_THE_ENGINE,
                        host -> host.withRestartPolicy(RestartPolicy.alwaysRestart())),
                breaks(HardeningRule.OWN_PROCESSES, host -> host.withPidMode("host")),
                breaks(HardeningRule.OWN_IPC, host -> host.withIpcMode("host")),
                breaks(HardeningRule.NO_DEVICES, host -> host.withDevices(Device.parse("/dev/kvm:/dev/kvm"))),
                breaks(HardeningRule.OPEN_FILES_LIMITED, host -> host.withUlimits(List.of())),
                breaks(
                        HardeningRule.NO_SHARED_MOUNTS,
                        host -> host.withBinds(new Bind(
                                "/var/lib/berth/x",
                                new Volume("/x"),
                                AccessMode.ro,
                                SELContext.none,
                                false,
                                PropagationMode.SHARED))),
                breaks(HardeningRule.OWN_HOST_NAME, host -> host.withUtSMode("host")),
                breaks(
                        HardeningRule.SYSTEM_CALLS_FILTERED,
                        host -> host.withSecurityOpts(List.of("no-new-privileges", "seccomp=unconfined"))),
                breaks(HardeningRule.NO_NEW_PRIVILEGES, host -> host.withSecurityOpts(List.of())),
                breaks(HardeningRule.PROCESSES_LIMITED, host -> host.withPidsLimit(0L)),
                breaks(HardeningRule.USER_NAMESPACE_NOT_ESCAPED, host -> host.withUsernsMode("host")),
                breaks(HardeningRule.NO_ENGINE_SOCKET, host -> host.withBinds(bind("/data/docker.sock"))),
                breaks(HardeningRule.TEMPORARY_FILES_IN_MEMORY, host -> host.withTmpFs(Map.of("/tmp", "rw"))),
                breaks(
                        HardeningRule.LOGS_ROTATED,
                        host -> host.withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of()))),
                Arguments.of(HardeningRule.ORDINARY_USER, new ContainerShape(good(), "0:0", IMAGE, List.of())),
                Arguments.of(HardeningRule.ORDINARY_USER, new ContainerShape(good(), null, IMAGE, List.of())),
                Arguments.of(
                        HardeningRule.IMAGE_BY_DIGEST, new ContainerShape(good(), "1:1", "geth:latest", List.of())));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aContainerThatBreaksOneRuleIsFoundByThatRuleAlone(HardeningRule rule, ContainerShape container) {
        assertThat(HardeningRule.brokenBy(container)).containsExactly(rule);
    }

    @Test
    void aContainerThatKeepsAllRulesBreaksNone() {
        assertThat(HardeningRule.brokenBy(new ContainerShape(good(), "1000:1000", IMAGE, List.of())))
                .isEmpty();
    }

    @Test
    void everyRuleHasAContainerThatBreaksIt() {
        Set<HardeningRule> tested = EnumSet.noneOf(HardeningRule.class);
        new ArrayList<>(broken().toList())
                .forEach(arguments -> tested.add((HardeningRule) arguments.get()[0]));
        assertThat(tested).containsExactlyInAnyOrder(HardeningRule.values());
    }
}
