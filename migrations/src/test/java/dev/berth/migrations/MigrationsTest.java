package dev.berth.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    @Test
    void databasesOfTwoTestsShareNothing() throws SQLException {
        try (var one = MigratedDatabase.create();
                var other = MigratedDatabase.create()) {
            execute(one, "create table seen_by_one (id int)");
            assertThat(count(one, "seen_by_one")).isEqualTo(1);
            assertThat(count(other, "seen_by_one")).isZero();
        }
    }

    private static void execute(MigratedDatabase database, String sql) throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(MigratedDatabase database, String table) throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var query = connection.prepareStatement("select count(*) from pg_class where relname = ?")) {
            query.setString(1, table);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
