package dev.berth.control.tenant;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person of a tenant. */
public record Member(
        UUID id,
        TenantId tenant,
        String tenantName,
        String email,
        Role role,
        Instant createdAt,
        @Nullable Instant removedAt) {}
