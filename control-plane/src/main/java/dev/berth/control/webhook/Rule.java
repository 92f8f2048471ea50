package dev.berth.control.webhook;

import dev.berth.control.tenant.TenantId;
import java.util.List;
import java.util.Optional;

/**
 * Of which events a webhook is told, among those that its owner sees.
 *
 * @param kinds a kind, or its beginning with a dot ({@code node.}); none: all
 * @param ofTenant only what happens to this tenant
 */
public record Rule(List<String> kinds, Optional<TenantId> ofTenant, Severity least) {
    public Rule {
        kinds = List.copyOf(kinds);
    }
}
