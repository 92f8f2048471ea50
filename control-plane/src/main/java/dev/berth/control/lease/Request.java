package dev.berth.control.lease;

import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;

/** What a tenant asked for, and what became of it. */
public record Request(
        RequestId id,
        TenantId tenant,
        NodeId node,
        Terms terms,
        String termsHash,
        State state,
        Optional<String> reason,
        String createdBy,
        Instant createdAt,
        Optional<Instant> expiresAt) {
    /** How far it has come. */
    public enum State {
        /** Waits for a person. */
        PENDING,
        APPROVED,
        REJECTED,
        EXPIRED,
        /** Its node was deleted before anybody decided. */
        WITHDRAWN,
        /** A lease came of it. */
        MATCHED,
        /** Approved, and no host has room. */
        UNPLACEABLE
    }
}
