package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.tenant.Role;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One operation of the document. Without roles it is for anybody, with no key. */
record DocumentedOperation(
        String id,
        String method,
        String path,
        String tag,
        String summary,
        String description,
        Set<Role> roles,
        List<Parameter> parameters,
        boolean takesOtherParameters,
        @Nullable JsonNode bodySchema) {

    /** Where a parameter stands. */
    enum Place {
        PATH,
        QUERY,
        HEADER
    }

    record Parameter(String name, Place place, boolean required, String description, JsonNode schema) {}

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** The path as a regular expression with a named group per parameter. */
    String pathPattern() {
        var pattern = new StringBuilder();
        var matcher = PARAMETER.matcher(path);
        int from = 0;
        while (matcher.find()) {
            pattern.append(Pattern.quote(path.substring(from, matcher.start())))
                    .append("(?<")
                    .append(matcher.group(1))
                    .append(">[^/]+?)");
            from = matcher.end();
        }
        return pattern.append(Pattern.quote(path.substring(from))).toString();
    }

    boolean open() {
        return roles.isEmpty();
    }

    boolean has(String parameter) {
        return parameters.stream().anyMatch(known -> known.name().equals(parameter));
    }
}
