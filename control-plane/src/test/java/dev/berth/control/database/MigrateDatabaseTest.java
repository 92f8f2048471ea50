package dev.berth.control.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.migrations.MigratedDatabase;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MigrateDatabaseTest {
    private static final int INSTALLATIONS = 6;
    private static final int STARTS = 2;

    /** A role is the whole server's, so that what keeps two control planes of one database apart does not help here. */
    @Test
    void installationsInDatabasesOfOneServerStartAtOnce() throws Exception {
        List<MigratedDatabase> databases = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(INSTALLATIONS * STARTS)) {
            List<Callable<DatabaseLogin>> starts = new ArrayList<>();
            for (int i = 0; i < INSTALLATIONS; i++) databases.add(MigratedDatabase.create());
            for (int i = 0; i < INSTALLATIONS * STARTS; i++) {
                var owner = new DatabaseLogin(databases.get(i % INSTALLATIONS).url(), "postgres", "");
                starts.add(() -> MigrateDatabase.run(owner, "application"));
            }
            for (Future<DatabaseLogin> start : threads.invokeAll(starts)) {
                DatabaseLogin login = start.get();
                try (var connection = DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password())) {
                    assertThat(connection.isValid(5)).isTrue();
                }
            }
        } finally {
            databases.forEach(MigratedDatabase::close);
        }
    }
}
