package dev.berth.proxy.access;

/** Whose endpoint it is. */
public record TenantId(String value) {
    public TenantId {
        if (value.isEmpty()) throw new IllegalArgumentException("tenant id: empty (expected: a UUID)");
    }
}
