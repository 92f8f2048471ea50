package dev.berth.control.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one webhook, for people.
 *
 * @param event null: a test
 * @param status of the last answer; null: there was none
 * @param problem why the last try was in vain
 * @param nextTryAt null: it is over
 */
public record Delivery(
        DeliveryId id,
        @Nullable Long event,
        String kind,
        State state,
        int attempts,
        @Nullable Integer status,
        String problem,
        Instant createdAt,
        @Nullable Instant triedAt,
        @Nullable Instant nextTryAt) {
    /** How far it is. */
    public enum State {
        WAITING("waiting"),
        DELIVERED("delivered"),
        GIVEN_UP("given-up");

        private final String text;

        State(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        static State of(String text) {
            for (State state : values()) if (state.text.equals(text)) return state;
            throw new IllegalArgumentException("state of a delivery: " + text);
        }
    }
}
