package dev.berth.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.api.DocumentedOperation.Parameter;
import dev.berth.control.api.DocumentedOperation.Place;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request of each operation that is as documented and about somebody's own things, to be changed in one place. */
final class ForeignRequests {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Bodies of operations that take one; {@code (node)} is somebody's own. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("changePassword", "{\"next\": \"a phrase of a test\"}"),
            Map.entry("removeTotp", "{\"code\": \"000000\"}"),
            Map.entry("confirmTotp", "{\"code\": \"000000\"}"),
            Map.entry("createNode", "{\"name\": \"made-by-a-test\", \"template\": \"anvil\"}"),
            Map.entry("previewNode", "{\"template\": \"anvil\"}"),
            Map.entry("changeNode", "{\"onDrain\": \"move\"}"),
            Map.entry("createEndpoint", "{\"name\": \"made-by-a-test\", \"node\": \"(node)\"}"),
            Map.entry("changeEndpoint", "{\"burst\": 1}"),
            Map.entry("createEndpointKey", "{\"name\": \"made-by-a-test\"}"),
            Map.entry("changeEndpointKey", "{\"burst\": 1}"),
            Map.entry("rotateEndpointKey", "{}"),
            Map.entry("addMember", "{\"email\": \"new@people.example\", \"role\": \"developer\"}"),
            Map.entry("createApiKey", "{\"name\": \"made-by-a-test\", \"role\": \"developer\"}"),
            Map.entry("topUpLease", "{\"amount\": \"1\"}"),
            Map.entry("createWebhook", "{\"name\": \"made-by-a-test\", \"url\": \"https://nowhere.invalid/\"}"),
            Map.entry("changeWebhook", "{\"enabled\": true}"),
            Map.entry("rotateWebhook", "{}"));

    /** What is asked for besides, where names mean nothing without it. */
    private static final Map<String, Map<String, String>> CHOICES = Map.of("showSpend", Map.of("query:by", "endpoint"));

    private final NamingPlaces places;
    private final Map<String, String> catalogue;

    ForeignRequests(ContractDocument document, RunningApi api) {
        this.places = new NamingPlaces(document);
        this.catalogue = Map.of(
                "template",
                "anvil",
                "version",
                api.get("/api/v1/templates/anvil", api.operator())
                        .json()
                        .get("version")
                        .asText(),
                "network",
                "anvil",
                "pool",
                "devnet",
                "host",
                "local",
                "proxy",
                "00000000-0000-0000-0000-000000000000",
                "policy",
                "none",
                "call",
                "0123456789abcdef",
                "month",
                YearMonth.now(ZoneOffset.UTC).toString());
    }

    /** What is sent, by places: {@code path:node}, {@code query:tenant}, {@code /member} of the body. */
    record Request(
            DocumentedOperation operation,
            Map<String, String> values,
            @Nullable String template) {
        Request {
            values = Map.copyOf(values);
        }

        Request with(String at, String value) {
            var changed = new HashMap<>(values);
            changed.put(at, value);
            return new Request(operation, changed, template);
        }

        String path() {
            String path = operation.path();
            var query = new TreeMap<String, String>();
            for (Map.Entry<String, String> value : values.entrySet()) {
                String[] at = value.getKey().split(":", 2);
                if (at[0].equals("path")) path = path.replace("{" + at[1] + "}", value.getValue());
                if (at[0].equals("query")) query.put(at[1], value.getValue());
            }
            if (query.isEmpty()) return path;
            return path + "?"
                    + query.entrySet().stream()
                            .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&"));
        }

        @Nullable
        String body() {
            return template == null ? null : bodyJson().toString();
        }

        ObjectNode bodyJson() {
            ObjectNode body = parsed(template == null ? "{}" : template);
            values.forEach((at, value) -> {
                if (at.startsWith("/")) body.put(at.substring(1), value);
            });
            return body;
        }
    }

    Request of(DocumentedOperation operation, ThingsOfATenant own) {
        var values = new HashMap<>(CHOICES.getOrDefault(operation.id(), Map.of()));
        for (Parameter parameter : operation.parameters())
            if (parameter.place() == Place.PATH) values.put("path:" + parameter.name(), own(operation, parameter, own));
        return new Request(operation, values, body(operation, own));
    }

    private String own(DocumentedOperation operation, Parameter parameter, ThingsOfATenant own) {
        String known = catalogue.get(parameter.name());
        if (known != null) return known;
        return places.kindAt(operation, "path:" + parameter.name())
                .map(kind -> own.of(kind).getFirst())
                .orElseThrow(() -> new AssertionError(parameter.name() + " in the path of " + operation.id()
                        + ": nobody said what stands there (expected: in ForeignRequests or NamingPlaces)"));
    }

    private @Nullable String body(DocumentedOperation operation, ThingsOfATenant own) {
        JsonNode schema = operation.bodySchema();
        if (schema == null) return null;
        String body = BODIES.get(operation.id());
        boolean isForOperators =
                operation.roles().stream().allMatch(role -> role.text().equals("operator"));
        if (body == null && !isForOperators)
            throw new AssertionError(
                    operation.id() + " takes a body (expected: one that is as documented, in ForeignRequests)");
        return body == null ? "{}" : body.replace("(node)", own.of("node").getFirst());
    }

    /** The cursor of a page that ended there. */
    static String cursor(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode parsed(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
