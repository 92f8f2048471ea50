package dev.berth.proxy.access;

/** An endpoint: what several keys may share, limits included. */
public record EndpointId(String value) {
    public EndpointId {
        if (value.isEmpty()) throw new IllegalArgumentException("endpoint id: empty (expected: a UUID)");
    }
}
