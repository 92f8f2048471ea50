package dev.berth.proxy.access;

/** The public part of an endpoint key, by which it is found. */
public record KeyId(String value) {
    public KeyId {
        if (value.isEmpty()) throw new IllegalArgumentException("key id: empty (expected: 12 characters)");
    }

    @Override
    public String toString() {
        return value;
    }
}
