package dev.berth.proxy.method;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.proxy.jsonrpc.Slice;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a call's parameters the contract stands that it asks, or several of them. */
public record ContractAt(JsonPointer pointer) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The addresses; null when the call names none, or what stands there are not texts. */
    public @Nullable List<String> in(@Nullable Slice params) {
        if (params == null) return null;
        try {
            JsonNode found =
                    JSON.readTree(params.text(), params.from(), params.length()).at(pointer);
            if (found.isTextual()) return List.of(found.textValue());
            boolean texts = found.isArray() && found.valueStream().allMatch(JsonNode::isTextual);
            return texts ? found.valueStream().map(JsonNode::textValue).toList() : null;
        } catch (IOException e) {
            return null;
        }
    }
}
