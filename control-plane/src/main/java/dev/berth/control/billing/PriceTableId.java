package dev.berth.control.billing;

import java.util.UUID;

/** Names one version of a network's price table. */
public record PriceTableId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
