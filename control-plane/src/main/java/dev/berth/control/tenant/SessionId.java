package dev.berth.control.tenant;

import java.util.UUID;

/** Names a member's session; it opens nothing. */
public record SessionId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
