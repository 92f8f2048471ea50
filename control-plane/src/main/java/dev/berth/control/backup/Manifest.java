package dev.berth.control.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a backup is of. It is written last: a file without it is not whole.
 *
 * @param format of the file
 * @param migration of the database's schema
 * @param instance the platform's id, which stands in the labels of its units
 * @param keyCheck follows from the master key, so that another one is noticed before anything is done
 * @param tables in the order in which they can be filled again
 */
record Manifest(
        int format,
        Instant takenAt,
        String migration,
        String incarnation,
        String instance,
        String keyCheck,
        List<TableRows> tables,
        Map<String, Long> sequences) {
    static final int FORMAT = 1;

    Manifest {
        tables = List.copyOf(tables);
        sequences = Map.copyOf(sequences);
    }

    /** So many rows of a table, with these columns. */
    record TableRows(String table, List<String> columns, long rows) {
        TableRows {
            columns = List.copyOf(columns);
        }

        /** What COPY takes. */
        String columnsOfTable() {
            return quoted(table) + " ("
                    + String.join(", ", columns.stream().map(TableRows::quoted).toList()) + ")";
        }

        static String quoted(String name) {
            return '"' + name.replace("\"", "\"\"") + '"';
        }
    }

    long rows() {
        return tables.stream().mapToLong(TableRows::rows).sum();
    }
}
