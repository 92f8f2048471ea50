package dev.berth.host;

import dev.berth.contract.v1.HostWire;
import dev.berth.host.agent.EngineChoice;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.join.JoinToken;
import dev.berth.host.link.ControlPlaneAddress;
import dev.berth.host.link.OwnAddress;
import dev.berth.host.tunnel.TunnelAddress;
import dev.berth.host.tunnel.TunnelSettings;
import dev.berth.settings.ToldSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that an agent is told when it starts; {@code docs/add-a-host.md} lists the variables.
 *
 * @param state what the host keeps: its identity, what may run on it, units and their data
 * @param cache fetched artifacts; installations of one machine may share it
 * @param token to join with; empty: the host has joined before
 * @param tunnel empty: proxies do not reach nodes of this host
 * @param advertised where they do, as the operator says; empty: where the control plane sees this machine
 */
record AgentConfig(
        ControlPlaneAddress controlPlane,
        Path state,
        Path cache,
        Optional<JoinToken> token,
        EngineChoice.Wish engine,
        PortRange ports,
        String subnets,
        HostWire.Place place,
        Optional<TunnelSettings> tunnel,
        Optional<TunnelAddress> advertised) {

    private static final String USUAL_TUNNEL_PORT = "8444";

    /** Reads and checks everything; throws IllegalArgumentException that names all that is wrong at once. */
    static AgentConfig fromEnvironment(Map<String, String> environment) {
        var told = new ToldSettings(environment, _ -> true);
        var controlPlane = told.required("BERTH_CONTROL_PLANE", null, ControlPlaneAddress::parse);
        var state = told.required("BERTH_AGENT_DIR", "/var/lib/berth-agent", Path::of);
        var cache = told.optional("BERTH_ARTIFACT_CACHE", Path::of);
        var token = told.optional("BERTH_JOIN_TOKEN_FILE", Path::of).isEmpty()
                ? Optional.<JoinToken>empty()
                : told.secretFile("BERTH_JOIN_TOKEN_FILE", JoinToken::parse);
        var engine = told.required("BERTH_ENGINE", "auto", EngineChoice.Wish::parse);
        var ports = told.required("BERTH_HOST_PORTS", "20000-29999", PortRange::parse);
        var subnets = told.required("BERTH_HOST_SUBNETS", "10.210.0.0/16", text -> text);
        var region = told.optional("BERTH_HOST_REGION", text -> text);
        var zone = told.optional("BERTH_HOST_ZONE", text -> text);
        var provider = told.optional("BERTH_HOST_PROVIDER", text -> text);
        var labels = told.required("BERTH_HOST_LABELS", "", AgentConfig::labels);
        var listen = told.required(
                "BERTH_TUNNEL_LISTEN",
                controlPlane.filter(AgentConfig::isThisMachine).isPresent()
                        ? "127.0.0.1:" + USUAL_TUNNEL_PORT
                        : "0.0.0.0:" + USUAL_TUNNEL_PORT,
                text -> text.equals("off") ? Optional.<TunnelAddress>empty() : Optional.of(TunnelAddress.parse(text)));
        var connections = told.required("BERTH_TUNNEL_CONNECTIONS", "2000", AgentConfig::count);
        var advertised = told.optional("BERTH_TUNNEL_ADDRESS", TunnelAddress::parse);
        List<String> problems = told.problems();
        if (!problems.isEmpty()) throw new IllegalArgumentException(String.join("\n", problems));
        return new AgentConfig(
                controlPlane.orElseThrow(),
                state.orElseThrow().toAbsolutePath(),
                cache.orElseGet(() -> state.orElseThrow().toAbsolutePath().resolve("cache")),
                token,
                engine.orElseThrow(),
                ports.orElseThrow(),
                subnets.orElseThrow(),
                HostWire.Place.newBuilder()
                        .setRegion(region.orElse(""))
                        .setZone(zone.orElse(""))
                        .setProvider(provider.orElse(""))
                        .putAllLabels(labels.orElseThrow())
                        .build(),
                listen.orElseThrow().map(where -> new TunnelSettings(where, connections.orElseThrow())),
                advertised);
    }

    Path identity() {
        return state.resolve("identity");
    }

    Path approvals() {
        return state.resolve("approvals");
    }

    Path revokedProxies() {
        return state.resolve("revoked-proxies.json");
    }

    /** Where proxies reach a tunnel that listens on this port. */
    TunnelAddress tunnelAddress(int port) {
        return advertised.orElseGet(() -> new TunnelAddress(OwnAddress.towards(controlPlane), port));
    }

    HostConfig host(String instance) {
        return new HostConfig(instance, state.resolve("units"), cache, ports, subnets);
    }

    private static boolean isThisMachine(ControlPlaneAddress controlPlane) {
        try {
            return Stream.of(InetAddress.getAllByName(controlPlane.host())).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException notYet) {
            return false;
        }
    }

    private static int count(String text) {
        if (!text.matches("[1-9][0-9]{0,6}")) throw new IllegalArgumentException(text + " (expected: a number from 1)");
        return Integer.parseInt(text);
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
