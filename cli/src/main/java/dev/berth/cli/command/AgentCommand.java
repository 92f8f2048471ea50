package dev.berth.cli.command;

import dev.berth.cli.local.BerthHome;
import dev.berth.cli.local.RunAgent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The process that makes this machine a host of a control plane elsewhere. */
@Command(
        name = "agent",
        description = {
            "Run this machine's agent: it dials the control plane and runs nodes here.",
            "A token is needed the first time only, from `berth hosts enrol NAME`; say it as --join @FILE to keep it",
            "out of the list of processes. Everything else may stand in the environment: BERTH_CONTROL_PLANE,",
            "BERTH_AGENT_DIR, BERTH_ENGINE, BERTH_HOST_PORTS, BERTH_HOST_SUBNETS, BERTH_HOST_REGION, ..."
        })
final class AgentCommand implements Callable<Integer> {
    @Option(
            names = "--join",
            paramLabel = "TOKEN",
            description = "Join with this token, unless this machine has already")
    private @Nullable String token;

    @Option(names = "--control-plane", paramLabel = "HOST:PORT", description = "The control plane's port for agents")
    private @Nullable String controlPlane;

    @Option(
            names = "--dir",
            paramLabel = "DIRECTORY",
            description = "Where identity, units and their data are kept (default: /var/lib/berth-agent)")
    private @Nullable String directory;

    @Option(names = "--engine", paramLabel = "ENGINE", description = "docker, process, or auto")
    private @Nullable String engine;

    @Option(
            names = "--ports",
            paramLabel = "FIRST-LAST",
            description = "Ports that nodes may get (default: 20000-29999)")
    private @Nullable String ports;

    @Option(
            names = "--subnets",
            paramLabel = "CIDR",
            description = "The range that nodes' networks are cut from (default: 10.210.0.0/16)")
    private @Nullable String subnets;

    @Option(
            names = "--tunnel-listen",
            paramLabel = "HOST:PORT",
            description = "Where proxies come for nodes of this machine, or off (default: 0.0.0.0:8444)")
    private @Nullable String tunnelListen;

    @Option(
            names = "--tunnel-address",
            paramLabel = "HOST:PORT",
            description = "Where proxies reach that (default: this machine's address on the way to the control plane)")
    private @Nullable String tunnelAddress;

    @Option(names = "--region", description = "Where the machine stands")
    private @Nullable String region;

    @Option(names = "--zone", description = "Likewise: what may fail together")
    private @Nullable String zone;

    @Option(names = "--provider", description = "Whose machine it is")
    private @Nullable String provider;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A label; may be said again")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        var told = new LinkedHashMap<String, String>();
        put(told, "BERTH_CONTROL_PLANE", controlPlane);
        put(told, "BERTH_AGENT_DIR", directory);
        put(told, "BERTH_ENGINE", engine);
        put(told, "BERTH_HOST_PORTS", ports);
        put(told, "BERTH_HOST_SUBNETS", subnets);
        put(told, "BERTH_TUNNEL_LISTEN", tunnelListen);
        put(told, "BERTH_TUNNEL_ADDRESS", tunnelAddress);
        put(told, "BERTH_HOST_REGION", region);
        put(told, "BERTH_HOST_ZONE", zone);
        put(told, "BERTH_HOST_PROVIDER", provider);
        if (!labels.isEmpty())
            told.put(
                    "BERTH_HOST_LABELS",
                    String.join(
                            ",",
                            labels.entrySet().stream()
                                    .map(label -> label.getKey() + "=" + label.getValue())
                                    .toList()));
        return RunAgent.run(BerthHome.fromEnvironment(System.getenv()), told, token);
    }

    private static void put(Map<String, String> told, String name, @Nullable String value) {
        if (value != null) told.put(name, value);
    }
}
