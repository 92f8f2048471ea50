package dev.berth.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.installation.Json;
import java.io.PrintStream;

/** Where answers go: as tables for people or as JSON for scripts. What is not an answer goes to stderr. */
public final class Console {
    /** How answers are written. */
    public enum Format {
        TABLE,
        JSON
    }

    private final PrintStream out;
    private final PrintStream err;
    private final Format format;

    public Console(PrintStream out, PrintStream err, Format format) {
        this.out = out;
        this.err = err;
        this.format = format;
    }

    public boolean isJson() {
        return format == Format.JSON;
    }

    public void list(JsonNode items, Table table) {
        out.print(isJson() ? Json.write(items) : table.render(items));
    }

    /** One thing: its fields, one a line. */
    public void show(JsonNode thing) {
        if (isJson()) {
            out.print(Json.write(thing));
            return;
        }
        int width = 0;
        for (var field : thing.properties()) {
            width = Math.max(width, field.getKey().length());
        }
        for (var field : thing.properties()) {
            out.println(field.getKey() + " ".repeat(width - field.getKey().length() + 2) + readable(field.getValue()));
        }
    }

    public void line(String text) {
        out.println(text);
    }

    public void note(String text) {
        err.println(text);
    }

    private static String readable(JsonNode value) {
        return value.isObject() && value.has("name") && value.has("id")
                ? value.path("name").asText()
                : Table.text(value);
    }
}
