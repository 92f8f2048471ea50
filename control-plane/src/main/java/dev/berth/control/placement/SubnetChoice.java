package dev.berth.control.placement;

import java.util.Optional;
import java.util.Set;

/** The lowest free subnet of a host's range, each large enough for a node or the members of a pool. */
public final class SubnetChoice {
    /** 61 addresses for units, beside the network's own and the gateway. */
    static final int PREFIX = 26;

    private SubnetChoice() {}

    /** The subnet, as {@code a.b.c.d/26}, unless all of {@code range} is taken. */
    public static Optional<String> lowestFree(String range, Set<String> taken) {
        String[] parts = range.split("/", -1);
        int prefix = Integer.parseInt(parts[1]);
        if (prefix > PREFIX) return taken.contains(range) ? Optional.empty() : Optional.of(range);
        long base = address(parts[0]);
        for (long number = 0; number < 1L << (PREFIX - prefix); number++) {
            String subnet = text(base + (number << (32 - PREFIX))) + "/" + PREFIX;
            if (!taken.contains(subnet)) return Optional.of(subnet);
        }
        return Optional.empty();
    }

    private static long address(String text) {
        long address = 0;
        for (String part : text.split("\\.", -1)) address = address << 8 | Integer.parseInt(part);
        return address;
    }

    private static String text(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }
}
