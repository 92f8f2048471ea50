package dev.berth.control.usage;

import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Calls summed by the keys that were asked for; the others are empty. So are tenant and endpoint of a key that the
 * database does not know (after a restore from a backup that is older than the key).
 *
 * @param place where this sum stands among the sums of its query; a next page begins behind it
 */
public record UsageSum(
        Optional<TenantId> tenant,
        Optional<String> tenantName,
        Optional<EndpointId> endpoint,
        Optional<String> endpointName,
        Optional<String> network,
        Optional<String> sku,
        Optional<Outcome> outcome,
        Optional<Instant> hour,
        long calls,
        long bytesIn,
        long bytesOut,
        long broken,
        Place place) {

    /** The values of the keys as text, in the order of {@link UsageQuery.By}. */
    public record Place(List<String> values) {
        public Place {
            values = List.copyOf(values);
        }

        /** Parses what {@link #toString} wrote; whether it fits a query shows when it is used. */
        public static Place parse(String text) {
            return new Place(List.of(text.split(SEPARATOR, -1)));
        }

        @Override
        public String toString() {
            return String.join(SEPARATOR, values);
        }

        private static final String SEPARATOR = "\n";
    }
}
