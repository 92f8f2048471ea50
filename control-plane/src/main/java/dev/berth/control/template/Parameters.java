package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The values chosen for a node, defaults included, that its template has accepted: numbers, booleans, text or null. */
public record Parameters(@JsonValue Map<String, JsonNode> values) {
    public static final Parameters NONE = new Parameters(Map.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Parameters {
        values.forEach((name, value) -> {
            if (!value.isValueNode())
                throw new IllegalArgumentException(
                        "parameter " + name + ": " + value + " (expected: a number, boolean, text or null)");
        });
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** Neither null nor false. */
    boolean isSet(String name) {
        JsonNode value = values.get(name);
        return value != null && !value.isNull() && !(value.isBoolean() && !value.booleanValue());
    }

    /** The value as it stands in an argument. */
    String text(String name) {
        JsonNode value = values.get(name);
        if (value == null)
            throw new IllegalArgumentException(
                    "parameter " + name + ": unknown (expected: one of " + values.keySet() + ")");
        return value.asText();
    }
}
