package dev.berth.host.tunnel;

/**
 * What an agent is told of its tunnel.
 *
 * @param mostWays how many connections of proxies it has at once
 */
public record TunnelSettings(TunnelAddress listen, int mostWays) {
    public TunnelSettings {
        if (mostWays < 1) throw new IllegalArgumentException("connections: " + mostWays + " (expected: >= 1)");
    }
}
