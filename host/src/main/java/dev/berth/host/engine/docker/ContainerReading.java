package dev.berth.host.engine.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitObservation.Binding;
import dev.berth.host.engine.UnitState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an inspected container says, in our words. Pure. */
record ContainerReading(InspectContainerResponse container, boolean killed) {

    /** The unit that it is; empty when it is not one of ours. */
    Optional<UnitObservation> unit() {
        Optional<UnitName> name = UnitName.parse(container.getName().replaceFirst("^/", ""));
        Optional<Labels> labels = Labels.from(labelsOf());
        return name.isEmpty() || labels.isEmpty()
                ? Optional.empty()
                : Optional.of(new UnitObservation(name.get(), labels.get(), state(), bindings()));
    }

    private Map<String, String> labelsOf() {
        return Objects.requireNonNullElse(container.getConfig().getLabels(), Map.of());
    }

    UnitState state() {
        ContainerState state = container.getState();
        if (Boolean.TRUE.equals(state.getRunning())) return new UnitState.Running(Instant.parse(state.getStartedAt()));
        if ("created".equals(state.getStatus())) return new UnitState.Created();
        UnitState.Exit exit = state.getExitCodeLong() == null
                ? new UnitState.Exit.Unknown("docker says none")
                : new UnitState.Exit.Code(Math.toIntExact(state.getExitCodeLong()));
        return new UnitState.Exited(
                exit, Boolean.TRUE.equals(state.getOOMKilled()), killed, instant(state.getFinishedAt()));
    }

    private static Optional<Instant> instant(@Nullable String text) {
        return text == null || text.startsWith("0001") ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    /** Host ports as they are mapped now, which after a failed bind is not as they were asked for. */
    private List<Binding> bindings() {
        Map<String, Ports.Binding[]> mapped =
                mapped(container.getNetworkSettings().getPorts());
        List<Binding> bindings = new ArrayList<>();
        portLabels().forEach((name, port) -> {
            for (Ports.Binding binding : mapped.getOrDefault(port, new Ports.Binding[0]))
                bindings.add(new Binding(name, binding.getHostIp(), Integer.parseInt(binding.getHostPortSpec())));
        });
        return bindings;
    }

    /** Whether each port that was asked for is mapped as it was asked for. */
    boolean portsAsPlanned() {
        Map<String, Ports.Binding[]> planned = mapped(container.getHostConfig().getPortBindings());
        Map<String, Ports.Binding[]> now = mapped(container.getNetworkSettings().getPorts());
        return planned.entrySet().stream()
                .allMatch(port -> List.of(now.getOrDefault(port.getKey(), new Ports.Binding[0]))
                        .containsAll(List.of(port.getValue())));
    }

    private static Map<String, Ports.Binding[]> mapped(@Nullable Ports ports) {
        var mapped = new HashMap<String, Ports.Binding[]>();
        if (ports != null)
            ports.getBindings().forEach((port, bindings) -> {
                if (bindings != null) mapped.put(port.toString(), bindings);
            });
        return mapped;
    }

    /** Port names and what they are in the container, such as {@code 8545/tcp}. */
    private Map<String, String> portLabels() {
        var ports = new HashMap<String, String>();
        labelsOf().forEach((label, value) -> {
            if (label.startsWith(ContainerPlan.PORT_LABEL))
                ports.put(label.substring(ContainerPlan.PORT_LABEL.length()), value);
        });
        return ports;
    }

    /** Where the host reaches a port: where it is published, or else in the container's own network. */
    Optional<String> dial(String port) {
        Optional<String> published = bindings().stream()
                .filter(binding -> binding.port().equals(port))
                .map(binding -> (binding.hostIp().equals("0.0.0.0") ? "127.0.0.1" : binding.hostIp()) + ":"
                        + binding.hostPort())
                .findFirst();
        if (published.isPresent()) return published;
        String inside = portLabels().get(port);
        Collection<ContainerNetwork> networks =
                container.getNetworkSettings().getNetworks().values();
        return inside == null
                ? Optional.empty()
                : networks.stream()
                        .map(ContainerNetwork::getIpAddress)
                        .filter(address -> address != null && !address.isEmpty())
                        .map(address ->
                                address + ":" + ExposedPort.parse(inside).getPort())
                        .findFirst();
    }
}
