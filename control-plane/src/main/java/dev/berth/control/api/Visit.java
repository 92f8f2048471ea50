package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.signin.Visitor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request of somebody who is not known (yet), found to be as the document says. */
record Visit(RawRequest request, Map<String, JsonNode> parameters, JsonNode body) {
    String address() {
        return request.remoteAddress();
    }

    Visitor visitor() {
        String agent = request.header("user-agent");
        return new Visitor(address(), agent == null ? "" : agent);
    }

    /** A field of the body that is required by the document. */
    String text(String field) {
        return body.get(field).asText();
    }

    @Nullable
    String textOrNull(String field) {
        return body.hasNonNull(field) ? body.get(field).asText() : null;
    }

    /** A parameter; null where it did not come. */
    @Nullable
    String parameter(String name) {
        JsonNode value = parameters.get(name);
        return value == null ? null : value.asText();
    }
}
