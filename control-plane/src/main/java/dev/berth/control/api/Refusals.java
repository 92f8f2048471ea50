package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.node.NodeRefusal;
import dev.berth.control.placement.Constraints;
import dev.berth.control.placement.DiskClass;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What nodes and pools are ordered by, and how it is said that they are not created. */
final class Refusals {
    private Refusals() {}

    static Problem problem(NodeRefusal refusal) {
        String word = word(refusal.code());
        return switch (refusal) {
            case NodeRefusal.UnknownTenant _ -> field("", refusal);
            case NodeRefusal.UnknownTemplate _ -> field("/template", refusal);
            case NodeRefusal.Unverified _, NodeRefusal.NotApproved _, NodeRefusal.NotOffered _ ->
                new Problem(
                        422,
                        word,
                        "Nothing can be made of this template",
                        refusal.message(),
                        List.of(FieldError.of("/template", refusal.message())));
            case NodeRefusal.WrongFields(var fields) ->
                Problem.unprocessable(fields.stream()
                        .map(field -> FieldError.of("/" + field.name().replace('.', '/'), field.message()))
                        .toList());
            case NodeRefusal.NameTaken _ -> Problem.conflict("name-taken", "The name is taken", refusal.message());
            case NodeRefusal.OverQuota _ ->
                Problem.conflict("quota", "More than the tenant's quota", refusal.message());
            case NodeRefusal.NotAllowed _ ->
                Problem.conflict(word, "The operator's policies do not allow it", refusal.message());
            case NodeRefusal.NoFunds _ -> Problem.conflict(word, "Not enough funds", refusal.message());
            case NodeRefusal.NoCapacity _ ->
                Problem.conflict("no-capacity", "No host has room for it", refusal.message());
        };
    }

    /** A code as problems have it: {@code no-capacity}. */
    static String word(String code) {
        return code.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Problem field(String pointer, NodeRefusal refusal) {
        return Problem.unprocessable(List.of(FieldError.of(pointer, refusal.message())));
    }

    /** The parameters in a body. */
    static Map<String, JsonNode> parameters(JsonNode body) {
        Map<String, JsonNode> parameters = new HashMap<>();
        body.path("parameters").properties().forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
        return parameters;
    }

    /** The constraints in a body. */
    static Constraints constraints(JsonNode body) {
        JsonNode wanted = body.path("constraints");
        Map<String, String> labels = new HashMap<>();
        wanted.path("labels")
                .properties()
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
        return new Constraints(
                wanted.path("host").asText(null),
                wanted.path("arch").asText(null),
                wanted.path("region").asText(null),
                wanted.path("zone").asText(null),
                wanted.path("provider").asText(null),
                wanted.has("diskClass") ? DiskClass.of(wanted.get("diskClass").asText()) : null,
                labels);
    }
}
