package dev.berth.control.tenant;

import dev.berth.control.event.Actor;
import dev.berth.control.secret.KeyId;
import org.jspecify.annotations.Nullable;

/** Who holds the API key of a request: an operator has no tenant, everybody else has one. */
public record Caller(
        KeyId key, String keyName, Role role, @Nullable TenantId tenant) {
    public Caller {
        if ((role == Role.OPERATOR) != (tenant == null))
            throw new IllegalArgumentException(role + " of tenant " + tenant + " (expected: a tenant unless operator)");
    }

    public Actor actor() {
        return Actor.key(key.text());
    }
}
