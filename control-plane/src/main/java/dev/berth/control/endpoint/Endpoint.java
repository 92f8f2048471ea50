package dev.berth.control.endpoint;

import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's way to a pool or a dedicated node.
 *
 * @param tokens whose tokens open it; null: keys alone do
 */
public record Endpoint(
        EndpointId id,
        TenantId tenant,
        String tenantName,
        String name,
        String network,
        Target target,
        Limits limits,
        @Nullable TokenTrust tokens,
        Instant createdAt,
        @Nullable Instant deletedAt) {}
