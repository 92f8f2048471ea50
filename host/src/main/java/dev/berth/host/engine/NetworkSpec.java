package dev.berth.host.engine;

import java.util.regex.Pattern;

/** A network of its own for a node, or for the members of a pool on one host; the subnet is allocated by the control plane. */
public record NetworkSpec(NetworkName name, String subnet, Labels labels) {
    private static final Pattern CIDR = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}");

    public NetworkSpec {
        if (!CIDR.matcher(subnet).matches())
            throw new IllegalArgumentException("subnet: " + subnet + " (expected: a.b.c.d/n)");
    }
}
