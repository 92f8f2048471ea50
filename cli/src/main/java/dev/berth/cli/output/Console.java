package dev.berth.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.installation.Json;
import java.io.PrintStream;
import java.util.LinkedHashSet;

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

    /** One thing: its fields, one a line; things that it has, as a table. */
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
            JsonNode value = field.getValue();
            boolean things = value.isArray() && value.path(0).isObject();
            out.println(field.getKey()
                    + " ".repeat(width - field.getKey().length() + 2)
                    + (things ? value.size() + ":" : readable(value)));
            if (things) out.print(table(value).render(value).indent(2));
        }
    }

    /** Of things that are alike: a column for each field that one of them has. */
    private static Table table(JsonNode things) {
        var names = new LinkedHashSet<String>();
        things.forEach(thing -> thing.fieldNames().forEachRemaining(names::add));
        var table = new Table();
        for (String name : names) table.column(name, thing -> readable(thing.path(name)));
        return table;
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
