package dev.berth.proxy.route;

/** What an endpoint points at: a pool or a dedicated node. */
public record TargetId(String value) {
    public TargetId {
        if (value.isEmpty()) throw new IllegalArgumentException("target id: empty (expected: a UUID)");
    }
}
