package dev.berth.control.node;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.event.Actor;
import dev.berth.control.placement.Constraints;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.tenant.TenantId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node as somebody asks for it.
 *
 * @param name null: made from the template's
 * @param version null: the newest of the template
 * @param network null: the template's only one
 * @param size null: the first that fits the network
 * @param membership the pool that it becomes part of; otherwise it is dedicated to its tenant
 */
public record NodeOrder(
        TenantId tenant,
        @Nullable String name,
        String template,
        @Nullable TemplateHash version,
        @Nullable String network,
        @Nullable String size,
        Map<String, JsonNode> parameters,
        Constraints constraints,
        Optional<Node.Membership> membership,
        Actor requestedBy) {
    public NodeOrder {
        parameters = Map.copyOf(parameters);
    }
}
