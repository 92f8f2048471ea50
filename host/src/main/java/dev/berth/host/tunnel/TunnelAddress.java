package dev.berth.host.tunnel;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a tunnel is; {@code host} is a name or an address. */
public record TunnelAddress(String host, int port) {
    private static final Pattern SHAPE = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\[\\]\\s]+)):([0-9]{1,5})");

    /** Reads {@code HOST:PORT}, IPv6 in brackets. */
    public static TunnelAddress parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches() || Integer.parseInt(shape.group(3)) > 65535)
            throw new IllegalArgumentException(text + " (expected: HOST:PORT)");
        String host = shape.group(1) == null ? shape.group(2) : shape.group(1);
        return new TunnelAddress(host, Integer.parseInt(shape.group(3)));
    }

    InetSocketAddress socket() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
