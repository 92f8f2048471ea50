package dev.berth.control.webhook;

import dev.berth.control.tenant.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * An address that is told of events.
 *
 * @param tenant whose it is; the platform tenant's is told of everybody's events
 * @param beforeUntil how long the secret before this one signs too
 */
public record Webhook(
        WebhookId id,
        TenantId tenant,
        String tenantName,
        boolean ofPlatform,
        String name,
        URI url,
        Rule rule,
        boolean enabled,
        Optional<Instant> beforeUntil,
        String createdBy,
        Instant createdAt) {}
