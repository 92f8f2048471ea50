package dev.berth.control.billing;

import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.tenant.TenantId;
import java.util.Comparator;
import java.util.Optional;

/** What calls are billed by. Of keys that the database does not know (yet), tenant and endpoint are empty. */
public record CallKey(Optional<TenantId> tenant, Optional<EndpointId> endpoint, String network, String sku)
        implements Comparable<CallKey> {
    private static final Comparator<CallKey> ORDER = Comparator.comparing(
                    (CallKey key) -> key.tenant().map(TenantId::toString).orElse(""))
            .thenComparing(key -> key.endpoint().map(EndpointId::toString).orElse(""))
            .thenComparing(CallKey::network)
            .thenComparing(CallKey::sku);

    @Override
    public int compareTo(CallKey other) {
        return ORDER.compare(this, other);
    }
}
