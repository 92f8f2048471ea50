package dev.berth.control.billing;

import java.time.Instant;

/** What a network's calls and nodes cost from {@code validFrom} until the network's next version. Never edited. */
public record PriceTable(
        PriceTableId id,
        String network,
        int version,
        Instant validFrom,
        String currency,
        Tariff tariff,
        String createdBy,
        Instant createdAt) {
    public PriceTable {
        if (version < 1) throw new IllegalArgumentException("version: " + version + " (expected: at least 1)");
    }
}
