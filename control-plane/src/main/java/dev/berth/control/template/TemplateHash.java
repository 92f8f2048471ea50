package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Names one version of a template: the SHA-256 of its folder, in hex. */
public record TemplateHash(@JsonValue String value) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TemplateHash {
        if (!HEX.matcher(value).matches())
            throw new IllegalArgumentException("template version: " + value + " (expected: 64 lower-case hex digits)");
    }

    /** Whether the text has the form of a version rather than of a template's name. */
    public static boolean looksLike(String text) {
        return HEX.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
