package dev.berth.control.tenant;

import java.util.UUID;

/** Names an organisation that uses and pays; or the platform. */
public record TenantId(UUID value) {
    /** Parses the usual text of a UUID; throws IllegalArgumentException when it is not one. */
    public static TenantId parse(String text) {
        return new TenantId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
