package dev.berth.control.outbound;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which addresses are of the public network: what a tenant names may be asked there and nowhere else.
 *
 * @param besides ranges of other networks that are allowed too, because the operator listed them
 */
public record PublicNetwork(List<IPAddress> besides) {
    /** The public network alone. */
    public static final PublicNetwork ALONE = new PublicNetwork(List.of());

    /** Private, shared, local, documentation, relayed, reserved (IANA's registries of special-purpose addresses). */
    private static final List<IPAddress> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "::/8",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/9",
                    "ff00::/8")
            .map(range -> Objects.requireNonNull(new IPAddressString(range).getAddress()))
            .toList();

    public PublicNetwork {
        besides = List.copyOf(besides);
    }

    /** Reads a range like {@code 10.20.0.0/16}, or one address; throws IllegalArgumentException. */
    public static IPAddress range(String text) {
        IPAddress range = text.isBlank() ? null : new IPAddressString(text).getAddress();
        boolean many = range != null && (range.isMultiple() || range.isPrefixed());
        if (range == null || (many && !range.isPrefixBlock()))
            throw new IllegalArgumentException(text + " (expected: a range of addresses, like 10.20.0.0/16)");
        return range;
    }

    boolean has(InetAddress address) {
        IPAddress asked = new IPAddressString(address.getHostAddress().replaceAll("%.*", "")).getAddress();
        return asked != null && (isIn(besides, asked) || !isIn(SPECIAL, asked));
    }

    private static boolean isIn(List<IPAddress> ranges, IPAddress asked) {
        return ranges.stream().anyMatch(range -> range.getIPVersion() == asked.getIPVersion() && range.contains(asked));
    }

    /** All addresses of the name; refused when one is elsewhere, so that it does not matter which is taken. */
    public InetAddress[] resolve(String name) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(name);
        for (InetAddress address : addresses) {
            if (!has(address)) throw new UnknownHostException(name + " is not of the public network");
        }
        return addresses;
    }
}
