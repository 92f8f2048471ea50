package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DocumentedOperationsTest {
    private static final ContractDocument DOCUMENT = ContractDocument.load();
    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = new RunningApi();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void everyDocumentedOperationIsRoutedAndNoOther() {
        assertThat(api.routes())
                .containsExactlyInAnyOrderElementsOf(DOCUMENT.operations().stream()
                        .map(DocumentedOperation::id)
                        .toList());
    }

    @Test
    void everyOperationThatIsNotOpenWantsAKey() {
        for (DocumentedOperation operation : DOCUMENT.operations()) {
            if (operation.open()) continue;
            String path = operation.path().replaceAll("\\{month}", "2026-01").replaceAll("\\{\\w+}", "x");
            assertThat(api.send(operation.method(), path, null, null).status())
                    .as(operation.id())
                    .isEqualTo(401);
        }
    }

    @Test
    void everyAnswerOfAListIsAsDocumented() {
        String owner = api.tenantKey("acme", "owner");
        api.post("/api/v1/nodes", owner, "{\"name\": \"mine\", \"template\": \"anvil\"}");
        api.post("/api/v1/endpoints", owner, "{\"name\": \"web\", \"pool\": \"devnet\"}");
        var checked = new ArrayList<String>();
        for (DocumentedOperation operation : DOCUMENT.operations()) {
            boolean list = operation.method().equals("GET")
                    && operation.has("limit")
                    && !operation.path().contains("{");
            if (!list) continue;
            var answer = api.get(operation.path(), api.operator());
            assertThat(answer.status()).as(operation.id()).isEqualTo(200);
            assertThat(undocumented(operation, answer.json()))
                    .as(operation.id())
                    .isEmpty();
            checked.add(operation.id());
        }
        assertThat(checked).contains("listNodes", "listHosts", "listEvents", "listPrices", "showUsage");
    }

    /** Fields of the answer that its schema does not know, and required ones that it lacks. */
    private static List<String> undocumented(DocumentedOperation operation, JsonNode answer) {
        JsonNode schema = DOCUMENT.json()
                .at("/paths")
                .get(operation.path())
                .at("/get/responses/200/content/application~1json/schema");
        return differences("", schema, answer);
    }

    private static List<String> differences(String at, JsonNode written, JsonNode came) {
        JsonNode schema = resolve(written);
        var found = new ArrayList<String>();
        if (came.isArray()) came.forEach(item -> found.addAll(differences(at + "[]", schema.path("items"), item)));
        if (!came.isObject() || !schema.has("properties")) return found;
        for (Map.Entry<String, JsonNode> field : came.properties()) {
            if (!schema.get("properties").has(field.getKey()))
                found.add(at + "/" + field.getKey() + " is not documented");
            else
                found.addAll(differences(
                        at + "/" + field.getKey(), schema.get("properties").get(field.getKey()), field.getValue()));
        }
        schema.path("required").forEach(name -> {
            if (!came.has(name.asText())) found.add(at + "/" + name.asText() + " is missing");
        });
        return found;
    }

    private static JsonNode resolve(JsonNode schema) {
        if (schema.has("$ref"))
            return resolve(DOCUMENT.json().at(schema.get("$ref").asText().substring(1)));
        return schema.has("anyOf") ? resolve(schema.get("anyOf").get(0)) : schema;
    }

    @Test
    void everyCreateTakesAnIdempotencyKey() {
        assertThat(DOCUMENT.operations().stream()
                        .filter(operation -> operation.has("Idempotency-Key"))
                        .map(DocumentedOperation::id)
                        .collect(Collectors.toSet()))
                .contains(
                        "createNode", "createPool", "createEndpoint", "createEndpointKey", "createTenant", "addMember")
                .contains("createApiKey", "addPrices", "rotateEndpointKey");
    }
}
