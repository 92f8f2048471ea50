package dev.berth.control.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Something that has just happened. Without a tenant it is the platform's own, and no tenant reads it. The kind is a
 * subject's kind and what became of it: {@code node.ready}.
 */
public record NewEvent(
        @Nullable TenantId tenant, Actor actor, String kind, Subject subject, String reason, ObjectNode detail) {
    public NewEvent {
        if (!kind.matches("[a-z-]+\\.[a-z-]+"))
            throw new IllegalArgumentException("event kind: " + kind + " (expected: like node.ready)");
    }

    public NewEvent(@Nullable TenantId tenant, Actor actor, String kind, Subject subject, String reason) {
        this(tenant, actor, kind, subject, reason, JsonNodeFactory.instance.objectNode());
    }
}
