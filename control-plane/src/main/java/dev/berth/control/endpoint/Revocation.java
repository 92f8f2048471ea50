package dev.berth.control.endpoint;

import dev.berth.control.secret.KeyId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Keys that were taken away, and the proxies that have not confirmed it: those refuse them once they hear of it. */
public record Revocation(List<KeyId> keys, Instant at, List<CutOff> cutOff) {
    public Revocation {
        keys = List.copyOf(keys);
        cutOff = List.copyOf(cutOff);
    }

    /** A proxy that has not confirmed. */
    public record CutOff(UUID proxy, boolean connected, Instant lastSeen) {}

    public boolean effective() {
        return cutOff.isEmpty();
    }
}
