package dev.berth.proxy.method;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.proxy.jsonrpc.Slice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in a call's parameters the contract stands that it asks, or several of them. */
public record ContractAt(JsonPointer pointer) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The addresses; null when the call names none, or what stands there are not texts. */
    public @Nullable List<String> in(@Nullable Slice params) {
        if (params == null) return null;
        try {
            JsonNode read = JSON.readTree(params.text(), params.from(), params.length());
            if (isAmbiguous(read)) return null;
            JsonNode found = read.at(pointer);
            if (found.isTextual()) return List.of(found.textValue());
            boolean texts = found.isArray() && found.valueStream().allMatch(JsonNode::isTextual);
            return texts ? found.valueStream().map(JsonNode::textValue).toList() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Clients in Go take a key in any case for the one that they look for, and the last one counts. */
    private boolean isAmbiguous(JsonNode params) {
        JsonNode node = params;
        for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
            String wanted = at.getMatchingProperty();
            boolean otherCase = node.propertyStream()
                    .map(Map.Entry::getKey)
                    .anyMatch(key -> key.equalsIgnoreCase(wanted) && !key.equals(wanted));
            if (otherCase) return true;
            node = node.isArray() ? node.path(at.getMatchingIndex()) : node.path(wanted);
        }
        return false;
    }
}
