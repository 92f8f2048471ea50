package dev.berth.control.lease;

import java.util.UUID;

/** Names what a tenant asked for. */
public record RequestId(UUID value) {
    /** Parses the usual text of a UUID; throws IllegalArgumentException when it is not one. */
    public static RequestId parse(String text) {
        return new RequestId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
