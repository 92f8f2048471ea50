package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be chosen about a node, with its type and bounds. There are no free-form flags. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Parameter.WholeNumber.class, name = "integer"),
    @JsonSubTypes.Type(value = Parameter.Flag.class, name = "boolean"),
    @JsonSubTypes.Type(value = Parameter.Choice.class, name = "enum"),
    @JsonSubTypes.Type(value = Parameter.Text.class, name = "string")
})
public sealed interface Parameter {
    String description();

    /** Whether it stays as it is once the node has started; empty when the template does not say. */
    @Nullable
    Boolean immutable();

    /** The value when none is given: absent, it must be given; JSON null, it may be left out. */
    @Nullable
    JsonNode defaultValue();

    /** What is expected of a value, in words. */
    String expected();

    /** Whether the value is one of this parameter's. */
    boolean accepts(JsonNode value);

    /** What is wrong with the value, or nothing. */
    default Optional<String> refuse(JsonNode value) {
        if (value.isNull() && defaultValue() != null && defaultValue().isNull()) return Optional.empty();
        return accepts(value) ? Optional.empty() : Optional.of("came: " + value + ", expected: " + expected());
    }

    record WholeNumber(
            String description,
            @Nullable Boolean immutable,
            @JsonProperty("default") @Nullable JsonNode defaultValue,
            long min,
            long max)
            implements Parameter {
        @Override
        public String expected() {
            return "a whole number from " + min + " to " + max;
        }

        @Override
        public boolean accepts(JsonNode value) {
            return value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.longValue() >= min
                    && value.longValue() <= max;
        }
    }

    record Flag(
            String description,
            @Nullable Boolean immutable,
            @JsonProperty("default") @Nullable JsonNode defaultValue) implements Parameter {
        @Override
        public String expected() {
            return "true or false";
        }

        @Override
        public boolean accepts(JsonNode value) {
            return value.isBoolean();
        }
    }

    record Choice(
            String description,
            @Nullable Boolean immutable,
            @JsonProperty("default") @Nullable JsonNode defaultValue,
            List<String> values)
            implements Parameter {
        public Choice {
            values = List.copyOf(values);
        }

        @Override
        public String expected() {
            return "one of " + values;
        }

        @Override
        public boolean accepts(JsonNode value) {
            return value.isTextual() && values.contains(value.textValue());
        }
    }

    record Text(
            String description,
            @Nullable Boolean immutable,
            @JsonProperty("default") @Nullable JsonNode defaultValue,
            String pattern,
            int maxLength)
            implements Parameter {
        @Override
        public String expected() {
            return "text of at most " + maxLength + " characters that matches " + pattern;
        }

        @Override
        public boolean accepts(JsonNode value) {
            return value.isTextual()
                    && value.textValue().length() <= maxLength
                    && Pattern.matches(pattern, value.textValue());
        }
    }
}
