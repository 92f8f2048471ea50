package dev.berth.control.tenant;

import dev.berth.control.secret.KeyId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key of the management API as stored: without its secret, of which only a hash is kept. */
public record ApiKey(
        KeyId id,
        @Nullable TenantId tenant,
        @Nullable String tenantName,
        @Nullable UUID member,
        String name,
        Role role,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {

    public String state(Instant now) {
        if (revokedAt != null) return "revoked";
        return expiresAt != null && !now.isBefore(expiresAt) ? "expired" : "active";
    }
}
