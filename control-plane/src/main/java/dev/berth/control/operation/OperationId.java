package dev.berth.control.operation;

import java.util.UUID;

/** Names something asked for that takes time and can be watched. */
public record OperationId(UUID value) {
    /** Parses the usual text of a UUID; throws IllegalArgumentException when it is not one. */
    public static OperationId parse(String text) {
        return new OperationId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
