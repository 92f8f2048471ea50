package dev.berth.control.webhook;

import java.util.UUID;

/** Names a delivery: the same over all its tries, so that a receiver tells a repeat. */
public record DeliveryId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
