package dev.berth.control.endpoint;

import java.util.UUID;

/** Names a tenant's way to a pool or a dedicated node. */
public record EndpointId(UUID value) {
    /** Parses the usual text of a UUID; throws IllegalArgumentException when it is not one. */
    public static EndpointId parse(String text) {
        return new EndpointId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
