package dev.berth.control.usage;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know of usage: calls from {@code from} until before {@code to}, summed by {@code by}, and only
 * those that pass the filters that are not null. The endpoint is a name or an id.
 */
public record UsageQuery(
        Instant from,
        Instant to,
        Set<By> by,
        @Nullable String endpoint,
        @Nullable String network,
        @Nullable String sku,
        @Nullable Outcome outcome) {
    /** What sums can be by. Hours are UTC. */
    public enum By {
        TENANT,
        ENDPOINT,
        NETWORK,
        SKU,
        OUTCOME,
        HOUR;

        /** Parses the lower-case name; throws IllegalArgumentException for anything else. */
        public static By parse(String text) {
            for (By by : values()) if (by.text().equals(text)) return by;
            throw new IllegalArgumentException(
                    "by: " + text + " (expected: tenant, endpoint, network, sku, outcome or hour)");
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public UsageQuery {
        if (by.isEmpty()) throw new IllegalArgumentException("by: nothing (expected: at least one key)");
        if (to.isBefore(from))
            throw new IllegalArgumentException("to: " + to + " (expected: not before from, " + from + ")");
        by = Set.copyOf(EnumSet.copyOf(by));
    }
}
