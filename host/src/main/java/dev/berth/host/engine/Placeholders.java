package dev.berth.host.engine;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>{name}</code> by what it stands for on this host. A brace without a letter after it is no placeholder, so
 * JSON passes; a placeholder that is not known is an error, never left in.
 */
public final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9._-]*)}");
    private final Map<String, String> values;

    public Placeholders(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    public String resolve(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), text)));
    }

    private String value(String name, String text) {
        String value = values.get(name);
        if (value == null)
            throw new UnknownPlaceholder("{" + name + "} in \"" + text + "\" (expected: one of "
                    + values.keySet().stream().sorted().toList() + ")");
        return value;
    }

    /** A spec names a placeholder that means nothing on this engine. */
    public static final class UnknownPlaceholder extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnknownPlaceholder(String message) {
            super(message);
        }
    }
}
