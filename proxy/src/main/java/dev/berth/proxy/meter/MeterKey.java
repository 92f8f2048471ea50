package dev.berth.proxy.meter;

import dev.berth.proxy.access.KeyId;

/** What an item is counted under, beside its outcome. The SKU comes from the method table, never from a caller's text. */
public record MeterKey(KeyId key, String network, String sku) {
    /** The SKU of whatever the method table does not name. */
    public static final String OTHER = "(other)";
}
