package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import dev.berth.control.api.DocumentedOperation.Place;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says of one violation of a schema where it is, what came and what was wanted. */
final class WrongField {
    private static final int LONGEST_SHOWN = 80;

    private WrongField() {}

    static FieldError body(Error error) {
        return FieldError.of(pointer(error), wording(error));
    }

    static FieldError parameter(Place place, Error error) {
        String[] name = pointer(error).split("/", 3);
        return FieldError.of(place.name().toLowerCase(Locale.ROOT) + ":" + unescape(name[1]), wording(error));
    }

    /** The violation's JSON pointer; of a field that is missing or too much, that field's. */
    private static String pointer(Error error) {
        NodePath at = error.getInstanceLocation();
        var pointer = new StringBuilder();
        for (int i = 0; i < at.getNameCount(); i++) pointer.append('/').append(escape(at.getName(i)));
        if (ofProperty(error)) pointer.append('/').append(escape(error.getProperty()));
        return pointer.toString();
    }

    private static boolean ofProperty(Error error) {
        return error.getProperty() != null
                && (error.getKeyword().equals("required")
                        || error.getKeyword().equals("additionalProperties")
                        || error.getKeyword().equals("propertyNames"));
    }

    private static String wording(Error error) {
        String came = shown(error.getInstanceNode());
        JsonNode wanted = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "required" -> "absent (expected: a value)";
            case "additionalProperties" -> "not a field here (expected: none of this name)";
            case "type" -> came + " (expected: " + list(wanted) + ")";
            case "enum" -> came + " (expected: one of " + list(wanted) + ")";
            case "pattern" -> came + " (expected: to match " + wanted.asText() + ")";
            case "format" -> came + " (expected: " + wanted.asText() + ")";
            case "minimum" -> came + " (expected: at least " + wanted + ")";
            case "maximum" -> came + " (expected: at most " + wanted + ")";
            case "minLength", "minItems", "minProperties" -> came + " (expected: at least " + wanted + " of them)";
            case "maxLength", "maxItems" -> came + " (expected: at most " + wanted + " of them)";
            case "not" -> came + " (expected: not the form of an id)";
            default -> came + ": " + error.getMessage();
        };
    }

    private static String list(JsonNode wanted) {
        return wanted.isArray()
                ? wanted.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "))
                : wanted.asText();
    }

    private static String shown(@Nullable JsonNode came) {
        String text = String.valueOf(came);
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String unescape(String name) {
        return name.replace("~1", "/").replace("~0", "~");
    }
}
