package dev.berth.host.agent;

import dev.berth.host.agent.HostReport.PortRange;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where an instance keeps things on a host, and what of the host it may give away.
 *
 * @param instance the platform's id: the label that tells our things from others'
 * @param unitRoot state of the engine and data of process units; reachable for the units' users, not listable
 * @param cache artifacts, shared by instances; readable for the units' users
 * @param subnets the range that networks are cut from, as {@code a.b.c.d/n}
 */
public record HostConfig(String instance, Path unitRoot, Path cache, PortRange ports, String subnets) {
    /** Below the ports that Linux gives to outgoing connections. */
    private static final String USUAL_PORTS = "20000-29999";

    private static final String USUAL_SUBNETS = "10.214.0.0/16";

    public HostConfig {
        if (!instance.matches("[a-z0-9-]{3,40}"))
            throw new IllegalArgumentException("instance: " + instance + " (expected: 3 to 40 of a-z, 0-9, -)");
    }

    /**
     * Reads {@code BERTH_INSTANCE}, {@code BERTH_UNIT_ROOT}, {@code BERTH_ARTIFACT_CACHE} and, where the usual ones do not
     * suit, {@code BERTH_HOST_PORTS} (as {@code first-last}) and {@code BERTH_HOST_SUBNETS}.
     */
    public static HostConfig fromEnvironment(Map<String, String> environment) {
        return new HostConfig(
                required(environment, "BERTH_INSTANCE"),
                Path.of(required(environment, "BERTH_UNIT_ROOT")),
                Path.of(required(environment, "BERTH_ARTIFACT_CACHE")),
                PortRange.parse(environment.getOrDefault("BERTH_HOST_PORTS", USUAL_PORTS)),
                environment.getOrDefault("BERTH_HOST_SUBNETS", USUAL_SUBNETS));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) throw new IllegalArgumentException(name + ": not set");
        return value;
    }
}
