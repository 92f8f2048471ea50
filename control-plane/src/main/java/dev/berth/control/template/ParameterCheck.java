package dev.berth.control.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a template says to the values given for its parameters: all of what is wrong at once. */
public sealed interface ParameterCheck {
    /** The values, with the defaults of those that were not given. */
    record Accepted(Parameters parameters) implements ParameterCheck {}

    /** Every field that is wrong. */
    record Refused(List<WrongField> fields) implements ParameterCheck {
        public Refused {
            fields = List.copyOf(fields);
        }
    }

    /** A field, by its name, and what came and was expected. */
    record WrongField(String name, String message) {}

    /** Checks the given values against the template's parameters. */
    static ParameterCheck of(Template template, Map<String, JsonNode> given) {
        var wrong = new ArrayList<WrongField>();
        var values = new LinkedHashMap<String, JsonNode>();
        template.parameters().forEach((name, parameter) -> {
            JsonNode value = given.containsKey(name) ? given.get(name) : parameter.defaultValue();
            if (value == null) wrong.add(new WrongField(name, "missing, expected: " + parameter.expected()));
            else
                parameter
                        .refuse(value)
                        .ifPresentOrElse(
                                message -> wrong.add(new WrongField(name, message)), () -> values.put(name, value));
        });
        given.keySet().stream()
                .filter(name -> !template.parameters().containsKey(name))
                .forEach(name -> wrong.add(new WrongField(
                        name,
                        "not a parameter of " + template.name() + ", expected: one of "
                                + template.parameters().keySet())));
        return wrong.isEmpty() ? new Accepted(new Parameters(values)) : new Refused(wrong);
    }
}
