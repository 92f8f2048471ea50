package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A port of a template, written {@code UNIT.PORT}. */
public record PortRef(String unit, String port) {
    /** Reads {@code UNIT.PORT}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PortRef parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 1 || dot == text.length() - 1)
            throw new IllegalArgumentException("port: " + text + " (expected: UNIT.PORT)");
        return new PortRef(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    @JsonValue
    public String toString() {
        return unit + "." + port;
    }
}
