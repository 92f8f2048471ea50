package dev.berth.control.tenant;

import dev.berth.control.event.Actor;
import java.util.UUID;

/** Names a person of a tenant, or of the operator. */
public record MemberId(UUID value) {
    /** Parses the usual text of a UUID; throws IllegalArgumentException when it is not one. */
    public static MemberId parse(String text) {
        return new MemberId(UUID.fromString(text));
    }

    /** The person as who did something. */
    public Actor actor() {
        return new Actor("member:" + value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
