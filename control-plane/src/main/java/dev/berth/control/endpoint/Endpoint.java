package dev.berth.control.endpoint;

import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A tenant's way to a pool or a dedicated node. */
public record Endpoint(
        EndpointId id,
        TenantId tenant,
        String tenantName,
        String name,
        String network,
        Target target,
        Limits limits,
        Instant createdAt,
        @Nullable Instant deletedAt) {}
