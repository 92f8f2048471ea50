package dev.berth.proxy.access;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses and ranges in CIDR notation (RFC 4632), of IPv4 and IPv6; an IPv4 address that came as IPv6 is the IPv4 address.
 * None at all holds nothing: whether that allows everything is for its user to say.
 */
public record SourceRanges(List<IPAddress> ranges) {
    public static SourceRanges of(List<String> texts) {
        return new SourceRanges(texts.stream().map(SourceRanges::range).toList());
    }

    private static IPAddress range(String text) {
        IPAddress range = parse(text);
        if (range == null)
            throw new IllegalArgumentException("source: " + text + " (expected: an address or a CIDR range)");
        return range.toPrefixBlock();
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether one of the ranges has this address; what is no address is in none. */
    public boolean contain(String address) {
        IPAddress parsed = parse(address);
        if (parsed == null) return false;
        for (IPAddress range : ranges) {
            if (range.getIPVersion() == parsed.getIPVersion() && range.contains(parsed)) return true;
        }
        return false;
    }

    /** What an address is counted as: itself, of IPv6 its /64, which one caller has all of; 0: what is no address. */
    static long networkOf(String address) {
        IPAddress parsed = parse(address);
        if (parsed == null) return 0;
        long network = 0;
        byte[] bytes = parsed.getBytes();
        for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) network = (network << 8) | (bytes[i] & 0xff);
        return network;
    }

    private static @Nullable IPAddress parse(String text) {
        IPAddress address = new IPAddressString(text).getAddress();
        if (address == null || !address.isIPv6()) return address;
        return address.toIPv6().isIPv4Mapped() ? address.toIPv6().getEmbeddedIPv4Address() : address;
    }
}
