package dev.berth.control.webhook;

import java.util.UUID;

/** Names a webhook for ever. */
public record WebhookId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
