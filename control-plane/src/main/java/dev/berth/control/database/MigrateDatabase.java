package dev.berth.control.database;

import dev.berth.migrations.Migrations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;

/**
 * Brings the schema up to date as its owner, and lets the application in under a login role of its own, which owns
 * nothing. Several control planes may do this at once: Flyway locks, and the role's password is the same for all.
 */
public final class MigrateDatabase {
    /** The login role of the running application. */
    public static final String APPLICATION_ROLE = "berth_app";

    /**
     * What a server answers when a role is changed by two at once: "tuple concurrently updated" (an internal error, by
     * its class) and a name that is there already. Roles are the whole server's, and an advisory lock is one
     * database's, so that an installation in another database of the same server is not kept out by it.
     */
    private static final Set<String> CHANGED_BY_ANOTHER = Set.of("XX000", "23505", "42710");

    private static final int ATTEMPTS = 20;

    private MigrateDatabase() {}

    /** Migrates, and returns the login for the application with {@code applicationPassword}. */
    public static DatabaseLogin run(DatabaseLogin owner, String applicationPassword) {
        Migrations.apply(owner.jdbcUrl(), owner.user(), owner.password());
        try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())) {
            for (int attempt = 1; ; attempt++) {
                try {
                    prepareRole(connection, applicationPassword);
                    return new DatabaseLogin(owner.jdbcUrl(), APPLICATION_ROLE, applicationPassword);
                } catch (SQLException e) {
                    if (attempt == ATTEMPTS || !CHANGED_BY_ANOTHER.contains(e.getSQLState())) throw e;
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot prepare the application's role: " + e.getMessage(), e);
        }
    }

    private static void prepareRole(Connection connection, String applicationPassword) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtext('berth_app'))");
            statement.execute("""
                do $$ begin
                    if not exists (select from pg_roles where rolname = 'berth_app') then
                        create role berth_app login noinherit;
                    end if;
                end $$\
                """);
            statement.execute("alter role berth_app password " + statement.enquoteLiteral(applicationPassword));
            statement.execute("grant berth_platform to berth_app");
            statement.execute("grant select on flyway_schema_history to berth_platform");
        }
    }
}
