package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.berth.control.api.DocumentedOperation.Parameter;
import dev.berth.control.api.DocumentedOperation.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds requests of one operation against the document, and finds everything that is wrong with one at once. */
final class RequestCheck {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true)
                    .locale(Locale.ENGLISH)
                    .build()));

    private final ContractDocument document;
    private final DocumentedOperation operation;
    private final Map<Place, Schema> parameters = new EnumMap<>(Place.class);
    private final @Nullable Schema body;

    RequestCheck(ContractDocument document, DocumentedOperation operation) {
        this.document = document;
        this.operation = operation;
        for (Place place : Place.values()) parameters.put(place, compile(parametersSchema(place)));
        JsonNode bodySchema = operation.bodySchema();
        this.body = bodySchema == null ? null : compile(bodySchema.deepCopy());
    }

    /** The parameters by name with defaults filled in; leaves with a problem that names every wrong field. */
    Map<String, JsonNode> check(RawRequest request, JsonNode sentBody) {
        var values = new HashMap<String, JsonNode>();
        var errors = new ArrayList<FieldError>();
        for (Place place : Place.values()) {
            ObjectNode sent = sent(place, request, errors);
            Schema schema = parameters.get(place);
            if (schema != null)
                for (Error error : schema.validate(sent)) errors.add(WrongField.parameter(place, error));
            sent.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        }
        if (body == null && !sentBody.isMissingNode())
            errors.add(FieldError.of("", "a body (expected: none for " + operation.id() + ")"));
        if (body != null && sentBody.isMissingNode())
            errors.add(FieldError.of("", "no body (expected: a JSON object)"));
        if (body != null && !sentBody.isMissingNode())
            for (Error error : body.validate(sentBody)) errors.add(WrongField.body(error));
        if (!errors.isEmpty()) throw Problem.invalid(errors).exception();
        return values;
    }

    private Schema compile(JsonNode schema) {
        ((ObjectNode) schema).set("$defs", document.definitions());
        return REGISTRY.getSchema(schema);
    }

    private ObjectNode parametersSchema(Place place) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object")
                .put("additionalProperties", place != Place.QUERY || operation.takesOtherParameters());
        ObjectNode properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (Parameter parameter : operation.parameters()) {
            if (parameter.place() != place) continue;
            properties.set(parameter.name(), parameter.schema());
            if (parameter.required()) required.add(parameter.name());
        }
        return schema;
    }

    private ObjectNode sent(Place place, RawRequest request, List<FieldError> errors) {
        ObjectNode sent = JsonNodeFactory.instance.objectNode();
        if (place == Place.QUERY)
            request.query().forEach((name, values) -> {
                if (values.size() > 1)
                    errors.add(FieldError.of("query:" + name, values.size() + " times (expected: once)"));
                if (!operation.has(name)) sent.put(name, values.getFirst());
            });
        for (Parameter parameter : operation.parameters()) {
            if (parameter.place() != place) continue;
            JsonNode schema = document.resolve(parameter.schema());
            String text = text(place, parameter.name(), request);
            if (text != null) sent.set(parameter.name(), typed(text, schema));
            else if (schema.has("default")) sent.set(parameter.name(), schema.get("default"));
        }
        return sent;
    }

    private static @Nullable String text(Place place, String name, RawRequest request) {
        return switch (place) {
            case PATH -> request.pathParameters().get(name);
            case QUERY -> {
                List<String> sent = request.query().get(name);
                yield sent == null ? null : sent.getFirst();
            }
            case HEADER -> request.header(name.toLowerCase(Locale.ROOT));
        };
    }

    /** What a text means where the schema wants this type; the text itself when it means nothing there. */
    private static JsonNode typed(String text, JsonNode schema) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (schema.path("type").asText()) {
            case "integer" ->
                text.matches("-?[0-9]{1,18}") ? json.numberNode(Long.parseLong(text)) : json.textNode(text);
            case "boolean" ->
                text.equals("true") || text.equals("false")
                        ? json.booleanNode(text.equals("true"))
                        : json.textNode(text);
            case "array" -> {
                var array = json.arrayNode();
                for (String item : text.split(",", -1)) array.add(item);
                yield array;
            }
            default -> json.textNode(text);
        };
    }
}
