package dev.berth.host;

import dev.berth.contract.v1.HostWire;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.join.JoinToken;
import dev.berth.host.link.ControlPlaneAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that an agent is told when it starts; {@code docs/add-a-host.md} lists the variables.
 *
 * @param state what the host keeps: its identity, what may run on it, units and their data
 * @param cache fetched artifacts; installations of one machine may share it
 * @param token to join with; empty: the host has joined before
 */
record AgentConfig(
        ControlPlaneAddress controlPlane,
        Path state,
        Path cache,
        Optional<JoinToken> token,
        PortRange ports,
        String subnets,
        HostWire.Place place) {

    /** Reads and checks everything; throws IllegalArgumentException that names all that is wrong at once. */
    static AgentConfig fromEnvironment(Map<String, String> environment) {
        var read = new Reading(environment, new ArrayList<>());
        var controlPlane = read.value("BERTH_CONTROL_PLANE", null, ControlPlaneAddress::parse);
        var state = read.value("BERTH_AGENT_DIR", "/var/lib/berth-agent", Path::of);
        var cache = environment.getOrDefault("BERTH_ARTIFACT_CACHE", "").strip();
        var token = environment.getOrDefault("BERTH_JOIN_TOKEN_FILE", "").isBlank()
                ? Optional.<JoinToken>empty()
                : read.value("BERTH_JOIN_TOKEN_FILE", null, AgentConfig::token);
        var ports = read.value("BERTH_HOST_PORTS", "20000-29999", AgentConfig::ports);
        var subnets = read.value("BERTH_HOST_SUBNETS", "10.210.0.0/16", text -> text);
        var labels = read.value("BERTH_HOST_LABELS", "", AgentConfig::labels);
        if (!read.wrong().isEmpty()) throw new IllegalArgumentException(String.join("\n", read.wrong()));
        return new AgentConfig(
                controlPlane.orElseThrow(),
                state.orElseThrow().toAbsolutePath(),
                cache.isEmpty() ? state.orElseThrow().toAbsolutePath().resolve("cache") : Path.of(cache),
                token,
                ports.orElseThrow(),
                subnets.orElseThrow(),
                HostWire.Place.newBuilder()
                        .setRegion(environment.getOrDefault("BERTH_HOST_REGION", ""))
                        .setZone(environment.getOrDefault("BERTH_HOST_ZONE", ""))
                        .setProvider(environment.getOrDefault("BERTH_HOST_PROVIDER", ""))
                        .putAllLabels(labels.orElseThrow())
                        .build());
    }

    Path identity() {
        return state.resolve("identity");
    }

    Path approvals() {
        return state.resolve("approvals");
    }

    HostConfig host(String instance) {
        return new HostConfig(instance, state.resolve("units"), cache, ports, subnets);
    }

    private record Reading(Map<String, String> environment, List<String> wrong) {
        <T> Optional<T> value(String name, @Nullable String otherwise, Function<String, T> meaning) {
            String text = environment.getOrDefault(name, "").strip();
            if (text.isEmpty() && otherwise == null) {
                wrong.add(name + ": absent (expected: a value)");
                return Optional.empty();
            }
            try {
                return Optional.of(meaning.apply(text.isEmpty() ? String.valueOf(otherwise) : text));
            } catch (IllegalArgumentException e) {
                wrong.add(name + ": " + e.getMessage());
                return Optional.empty();
            }
        }
    }

    private static JoinToken token(String file) {
        try {
            return JoinToken.parse(Files.readString(Path.of(file)));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("cannot read " + file + ": " + unreadable, unreadable);
        }
    }

    private static PortRange ports(String text) {
        if (!text.matches("[0-9]{1,5}-[0-9]{1,5}"))
            throw new IllegalArgumentException(text + " (expected: FIRST-LAST)");
        int hyphen = text.indexOf('-');
        return new PortRange(Integer.parseInt(text.substring(0, hyphen)), Integer.parseInt(text.substring(hyphen + 1)));
    }

    private static Map<String, String> labels(String text) {
        var labels = new TreeMap<String, String>();
        for (String label : text.split(",", -1)) {
            if (label.isBlank()) continue;
            int equals = label.indexOf('=');
            if (equals < 1) throw new IllegalArgumentException(label + " (expected: NAME=VALUE, between commas)");
            labels.put(
                    label.substring(0, equals).strip(),
                    label.substring(equals + 1).strip());
        }
        return labels;
    }
}
