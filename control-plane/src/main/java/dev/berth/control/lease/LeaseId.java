package dev.berth.control.lease;

import java.util.UUID;

/** Names what a node holds of a host. */
public record LeaseId(UUID value) {
    /** Parses the usual text of a UUID; throws IllegalArgumentException when it is not one. */
    public static LeaseId parse(String text) {
        return new LeaseId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
