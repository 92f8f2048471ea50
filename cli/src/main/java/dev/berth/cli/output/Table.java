package dev.berth.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Things as lines of aligned columns. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> titles = new ArrayList<>();
    private final List<Function<JsonNode, String>> cells = new ArrayList<>();

    /** A column of the field at this path, `tenant.name` for one in an object. */
    public Table column(String title, String path) {
        String pointer = "/" + path.replace('.', '/');
        return column(title, item -> text(item.at(pointer)));
    }

    public Table column(String title, Function<JsonNode, String> cell) {
        titles.add(title);
        cells.add(cell);
        return this;
    }

    public String render(Iterable<JsonNode> items) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(titles);
        for (JsonNode item : items) {
            rows.add(cells.stream().map(cell -> oneLine(cell.apply(item))).toList());
        }
        int[] widths = new int[titles.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i))
                        .repeat(' ', widths[i] - row.get(i).length())
                        .append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** A field as people read it: absent is `-`, a list is its items. */
    public static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "-";
        }
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(text(item)));
            return items.isEmpty() ? "-" : String.join(", ", items);
        }
        String text = value.isValueNode() ? value.asText() : value.toString();
        return text.isEmpty() ? "-" : text;
    }

    /** Names come from people: control characters would move the reader's cursor. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
