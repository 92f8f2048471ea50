package dev.berth.control.endpoint;

import dev.berth.control.secret.KeyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key of an endpoint as stored: its text is sealed.
 *
 * @param allowance of this key alone, within its endpoint's
 */
public record EndpointKey(
        KeyId id,
        EndpointId endpoint,
        String name,
        Allowance allowance,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {

    public String state(Instant now) {
        if (revokedAt != null) return "revoked";
        return expiresAt != null && !now.isBefore(expiresAt) ? "expired" : "active";
    }
}
