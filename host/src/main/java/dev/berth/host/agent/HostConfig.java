package dev.berth.host.agent;

import dev.berth.host.agent.HostReport.PortRange;
import java.nio.file.Path;

/**
 * Where an instance keeps things on a host, and what of the host it may give away.
 *
 * @param instance the platform's id: the label that tells our things from others'
 * @param unitRoot state of the engine and data of process units; reachable for the units' users, not listable
 * @param cache artifacts, shared by instances; readable for the units' users
 * @param subnets the range that networks are cut from, as {@code a.b.c.d/n}
 */
public record HostConfig(String instance, Path unitRoot, Path cache, PortRange ports, String subnets) {
    public HostConfig {
        if (!instance.matches("[a-z0-9-]{3,40}"))
            throw new IllegalArgumentException("instance: " + instance + " (expected: 3 to 40 of a-z, 0-9, -)");
    }
}
