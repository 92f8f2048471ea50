package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.client.UsageProblem;
import dev.berth.cli.installation.Json;
import java.util.Map;

/** Parameters as typed on the command line, given the JSON types that the template says. */
final class TemplateParameters {
    private TemplateParameters() {}

    static ObjectNode typed(BerthApi api, String template, Map<String, String> parameters) {
        JsonNode known = api.get("/templates/" + template).path("parameters");
        var typed = Json.object();
        parameters.forEach((name, text) ->
                put(typed, name, text, known.path(name).path("type").asText()));
        return typed;
    }

    static void put(ObjectNode parameters, String name, String text, String type) {
        switch (type) {
            case "integer" -> {
                try {
                    parameters.put(name, Long.parseLong(text));
                } catch (NumberFormatException e) {
                    throw new UsageProblem("--set " + name + ": \"" + text + "\" (expected: a whole number)");
                }
            }
            case "boolean" -> {
                if (!text.equals("true") && !text.equals("false")) {
                    throw new UsageProblem("--set " + name + ": \"" + text + "\" (expected: true or false)");
                }
                parameters.put(name, Boolean.parseBoolean(text));
            }
            default -> parameters.put(name, text); // the API names parameters that the template does not have
        }
    }
}
