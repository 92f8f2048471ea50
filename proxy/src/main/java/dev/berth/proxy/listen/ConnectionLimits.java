package dev.berth.proxy.listen;

/** How many connections tenants may have open: all together, and from one address (of IPv6: from one /64). */
public record ConnectionLimits(int total, int perAddress) {
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(20_000, 2_000);

    public ConnectionLimits {
        if (total < 1 || perAddress < 1)
            throw new IllegalArgumentException(
                    "connections: " + total + ", " + perAddress + " from an address (expected: from 1)");
    }
}
