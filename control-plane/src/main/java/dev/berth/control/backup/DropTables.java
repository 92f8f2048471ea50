package dev.berth.control.backup;

import dev.berth.control.backup.Manifest.TableRows;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.migrations.Migrations;
import dev.berth.migrations.schema.Public;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Named;

/** Drops all that Berth has made in a database, unless somebody else has made something beside it. */
final class DropTables {
    private DropTables() {}

    static void run(DatabaseLogin owner) throws SQLException, RestoreBackup.Refused {
        Set<String> ours =
                Public.PUBLIC.getTables().stream().map(Named::getName).collect(Collectors.toSet());
        try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())) {
            List<String> others = TableOrder.of(connection).stream()
                    .map(TableRows::table)
                    .filter(table -> !ours.contains(table))
                    .toList();
            if (!others.isEmpty())
                throw new RestoreBackup.Refused("nothing is dropped: beside Berth's tables there are " + others);
        }
        Migrations.drop(owner.jdbcUrl(), owner.user(), owner.password());
    }
}
