package dev.berth.control.backup;

import dev.berth.control.backup.Manifest.TableRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of the schema, each after those that it refers to. */
final class TableOrder {
    private static final String COLUMNS = """
        select c.relname, a.attname
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname <> 'flyway_schema_history' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by c.relname, a.attnum\
        """;

    private static final String REFERENCES = """
        select distinct c.conrelid::regclass::text, c.confrelid::regclass::text
        from pg_constraint c
        where c.contype = 'f' and c.connamespace = current_schema()::regnamespace and c.conrelid <> c.confrelid\
        """;

    private TableOrder() {}

    /** With no rows counted. */
    static List<TableRows> of(Connection connection) throws SQLException {
        var columns = new LinkedHashMap<String, List<String>>();
        for (List<String> row : rows(connection, COLUMNS))
            columns.computeIfAbsent(row.getFirst(), _ -> new ArrayList<>()).add(row.getLast());
        var references = new LinkedHashMap<String, Set<String>>();
        for (List<String> row : rows(connection, REFERENCES))
            references
                    .computeIfAbsent(bare(row.getFirst()), _ -> new LinkedHashSet<>())
                    .add(bare(row.getLast()));
        return sorted(columns.keySet(), references).stream()
                .map(table -> new TableRows(table, columns.getOrDefault(table, List.of()), 0))
                .toList();
    }

    /** Each after those that it refers to. */
    static List<String> sorted(Set<String> tables, Map<String, Set<String>> references) {
        var left = new LinkedHashSet<>(tables);
        var sorted = new ArrayList<String>();
        while (!left.isEmpty()) {
            List<String> free = left.stream()
                    .filter(table ->
                            references.getOrDefault(table, Set.of()).stream().noneMatch(left::contains))
                    .toList();
            if (free.isEmpty()) throw new IllegalStateException("tables refer to each other in a circle: " + left);
            sorted.addAll(free);
            free.forEach(left::remove);
        }
        return sorted;
    }

    /** As regclass writes it, without quotes. */
    private static String bare(String name) {
        return name.replace("\"", "");
    }

    private static List<List<String>> rows(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new ArrayList<List<String>>();
            while (rows.next()) found.add(List.of(rows.getString(1), rows.getString(2)));
            return found;
        }
    }
}
