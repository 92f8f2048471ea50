package dev.berth.control.pool;

import java.util.UUID;

/** Names the shared nodes of one network. */
public record PoolId(UUID value) {
    /** Parses the usual text of a UUID; throws IllegalArgumentException when it is not one. */
    public static PoolId parse(String text) {
        return new PoolId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
