package dev.berth.control.fleet;

import java.util.UUID;

/** Names a machine of the pool. */
public record HostId(UUID value) {
    /** Parses the usual text of a UUID; throws IllegalArgumentException when it is not one. */
    public static HostId parse(String text) {
        return new HostId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
