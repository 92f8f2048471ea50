package dev.berth.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.berth.control.tenant.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The OpenAPI document of the management API, and the operations that it names. */
final class ContractDocument {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final String yaml;
    private final ObjectNode json;
    private final ObjectNode schema;
    private final List<DocumentedOperation> operations;

    private ContractDocument(String yaml, ObjectNode json) {
        this.yaml = yaml;
        this.json = json;
        this.schema = asJsonSchema(json);
        this.operations = readOperations();
    }

    /** Reads the document that is built in. */
    static ContractDocument load() {
        try (var stream = ContractDocument.class.getResourceAsStream("/berth/openapi.yaml")) {
            if (stream == null) throw new IllegalStateException("berth/openapi.yaml is not on the class path");
            return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ContractDocument parse(String yaml) throws JsonProcessingException {
        return new ContractDocument(yaml, (ObjectNode) new YAMLMapper().readTree(yaml));
    }

    /** The document with its schemas where JSON Schema keeps definitions. */
    private static ObjectNode asJsonSchema(ObjectNode json) {
        try {
            String moved = json.toString().replace("\"#/components/schemas/", "\"#/$defs/");
            var schema = (ObjectNode) new ObjectMapper().readTree(moved);
            schema.set("$defs", schema.at("/components/schemas"));
            return schema;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    String yaml() {
        return yaml;
    }

    ObjectNode json() {
        return json;
    }

    /** The schemas of the document, as {@code $defs}. */
    JsonNode definitions() {
        return schema.get("$defs");
    }

    List<DocumentedOperation> operations() {
        return operations;
    }

    private List<DocumentedOperation> readOperations() {
        var found = new ArrayList<DocumentedOperation>();
        for (var path : schema.get("paths").properties())
            for (var method : path.getValue().properties())
                if (METHODS.contains(method.getKey()))
                    found.add(operation(method.getKey(), path.getKey(), method.getValue()));
        return List.copyOf(found);
    }

    private DocumentedOperation operation(String method, String path, JsonNode described) {
        JsonNode body = described.at("/requestBody/content/application~1json/schema");
        return new DocumentedOperation(
                described.get("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                described.path("tags").path(0).asText(),
                described.path("summary").asText(),
                described.path("description").asText(),
                roles(described),
                parameters(described),
                described.path("x-berth-other-parameters").asBoolean(),
                body.isMissingNode() ? null : body);
    }

    private static Set<Role> roles(JsonNode described) {
        var roles = EnumSet.noneOf(Role.class);
        for (JsonNode role : described.path("x-berth-roles")) roles.add(Role.of(role.asText()));
        if (roles.isEmpty() && !described.path("security").isArray())
            throw new IllegalStateException(
                    described.get("operationId") + ": no x-berth-roles (expected: roles, or security: [])");
        return roles;
    }

    private List<DocumentedOperation.Parameter> parameters(JsonNode described) {
        var found = new ArrayList<DocumentedOperation.Parameter>();
        for (JsonNode written : described.path("parameters")) {
            JsonNode parameter = resolve(written);
            found.add(new DocumentedOperation.Parameter(
                    parameter.get("name").asText(),
                    DocumentedOperation.Place.valueOf(
                            parameter.get("in").asText().toUpperCase(Locale.ROOT)),
                    parameter.path("required").asBoolean(),
                    parameter.path("description").asText(),
                    parameter.get("schema")));
        }
        return List.copyOf(found);
    }

    /** What {@code node} refers to, or the node itself. */
    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? resolve(schema.at(node.get("$ref").asText().substring(1))) : node;
    }
}
