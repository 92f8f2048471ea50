package dev.berth.proxy.route;

/** A node that serves calls. */
public record UpstreamId(String value) {
    public UpstreamId {
        if (value.isEmpty()) throw new IllegalArgumentException("upstream id: empty (expected: a UUID)");
    }
}
