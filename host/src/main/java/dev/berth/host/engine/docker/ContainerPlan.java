package dev.berth.host.engine.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.engine.Placeholders;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.image.ImageRecipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A container to be: all that is asked of the engine for one unit, and nothing else. Pure.
 *
 * @param gpus the ids of those that it is given
 */
record ContainerPlan(
        UnitSpec unit,
        String imageId,
        UnitUser user,
        Path files,
        Path secrets,
        Placeholders placeholders,
        List<String> gpus) {
    /** The port's name is in this label's, its number and transport are the label's value. */
    static final String PORT_LABEL = "dev.berth.port.";

    private static final String TMP = "rw,nosuid,nodev,noexec,size=67108864,mode=1777";

    CreateContainerCmd fill(CreateContainerCmd command) {
        return command.withName(unit.name().text())
                .withUser(user.toString())
                .withEntrypoint(unit.argv().stream().map(placeholders::resolve).toList())
                .withEnv(env())
                .withWorkingDir("/tmp")
                .withLabels(labels())
                .withExposedPorts(unit.ports().stream()
                        .filter(Port::published)
                        .map(ContainerPlan::exposed)
                        .toList())
                .withAliases(unit.name().alias())
                .withStopSignal(unit.stop().signal().name())
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                .withHostConfig(hostConfig());
    }

    private HostConfig hostConfig() {
        return HostConfig.newHostConfig()
                .withCapDrop(Capability.ALL)
                .withPrivileged(false)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withReadonlyRootfs(true)
                .withTmpFs(Map.of("/tmp", TMP))
                .withBinds(binds())
                .withPortBindings(bindings())
                .withNetworkMode(unit.network().text())
                .withMemory(unit.limits().memoryBytes())
                .withMemorySwap(unit.limits().memoryBytes())
                .withNanoCPUs(unit.limits().cpuMillis() * 1_000_000L)
                .withPidsLimit((long) unit.limits().pids())
                .withDeviceRequests(ContainerGpus.request(gpus))
                .withUlimits(List.of(
                        new Ulimit("nofile", (long) unit.limits().openFiles(), (long)
                                unit.limits().openFiles()),
                        new Ulimit("core", 0L, 0L)))
                .withLogConfig(
                        new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "100m", "max-file", "3")))
                .withRestartPolicy(RestartPolicy.noRestart())
                .withInit(true);
    }

    private List<String> env() {
        var env = new HashMap<>(Map.of("HOME", "/tmp", "TMPDIR", "/tmp"));
        unit.env().forEach((name, value) -> env.put(name, placeholders.resolve(value)));
        return env.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .toList();
    }

    private Map<String, String> labels() {
        var labels = unit.labels().asMap();
        for (Port port : unit.ports())
            labels.put(PORT_LABEL + port.name(), exposed(port).toString());
        return labels;
    }

    private List<Bind> binds() {
        var binds = new ArrayList<Bind>();
        binds.add(new Bind(files.toString(), new Volume(ImageRecipe.FILES), AccessMode.ro));
        binds.add(new Bind(secrets.toString(), new Volume(ImageRecipe.SECRETS), AccessMode.ro));
        unit.volume()
                .ifPresent(volume -> binds.add(new Bind(
                        volume.text(), new Volume(unit.program().dataPath().orElseThrow()), AccessMode.rw)));
        return binds;
    }

    private List<PortBinding> bindings() {
        return unit.ports().stream()
                .filter(Port::published)
                .map(port ->
                        new PortBinding(Ports.Binding.bindIpAndPort(port.hostIp(), port.hostPort()), exposed(port)))
                .toList();
    }

    private static ExposedPort exposed(Port port) {
        return new ExposedPort(
                port.container(),
                switch (port.transport()) {
                    case TCP -> InternetProtocol.TCP;
                    case UDP -> InternetProtocol.UDP;
                });
    }
}
