package dev.berth.host.engine;

/**
 * A port that a unit listens on: {@code container} in a container, {@code hostPort} as a process and wherever it is
 * published. Both are always given, so that a unit does not depend on its engine.
 */
public record Port(String name, int container, Transport transport, Publish publish, String hostIp, int hostPort) {
    /** What the port speaks below HTTP. */
    public enum Transport {
        TCP,
        UDP
    }

    /** Who may reach it. */
    public enum Publish {
        /** Units of the same node only. */
        NEVER,
        /** Units on the same network: the node's pool and its driver. */
        POOL,
        /** Also proxy and prober, on the loopback address. */
        PRIVATE,
        /** The world. */
        P2P
    }

    public Port {
        if (container < 1 || container > 65535)
            throw new IllegalArgumentException("container port: " + container + " (expected: 1 to 65535)");
        if (hostPort < 1024 || hostPort > 65535)
            throw new IllegalArgumentException("host port: " + hostPort + " (expected: 1024 to 65535)");
        if (publish != Publish.P2P && !hostIp.equals("127.0.0.1"))
            throw new IllegalArgumentException(
                    "host ip of port " + name + ": " + hostIp + " (expected: 127.0.0.1, for it is not p2p)");
    }

    /** Whether a container engine maps it to the host. */
    public boolean published() {
        return publish == Publish.PRIVATE || publish == Publish.P2P;
    }
}
