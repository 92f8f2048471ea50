package dev.berth.control.tenant;

import java.time.Instant;

/**
 * An organisation that uses and pays; or the platform itself, to which shared nodes belong.
 *
 * @param platformFeeBps the platform's share of what its leases cost, in hundredths of a percent
 */
public record Tenant(
        TenantId id,
        String name,
        String title,
        boolean platform,
        boolean trusted,
        Quota quota,
        ApprovalPolicy approvalPolicy,
        Agreement agreement,
        int platformFeeBps,
        Instant createdAt) {}
