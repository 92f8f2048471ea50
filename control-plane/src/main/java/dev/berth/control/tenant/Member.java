package dev.berth.control.tenant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person of a tenant, or of the operator, who has none. */
public record Member(
        MemberId id,
        @Nullable TenantId tenant,
        @Nullable String tenantName,
        String email,
        Role role,
        Instant createdAt,
        @Nullable Instant removedAt) {
    public Member {
        if ((role == Role.OPERATOR) != (tenant == null))
            throw new IllegalArgumentException(role + " of tenant " + tenant + " (expected: a tenant unless operator)");
    }
}
