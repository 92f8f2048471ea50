package dev.berth.control.database;

import dev.berth.migrations.Migrations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Brings the schema up to date as its owner, and lets the application in under a login role of its own, which owns
 * nothing. Several control planes may do this at once: Flyway locks, and the role's password is the same for all.
 */
public final class MigrateDatabase {
    /** The login role of the running application. */
    public static final String APPLICATION_ROLE = "berth_app";

    private MigrateDatabase() {}

    /** Migrates, and returns the login for the application with {@code applicationPassword}. */
    public static DatabaseLogin run(DatabaseLogin owner, String applicationPassword) {
        Migrations.apply(owner.jdbcUrl(), owner.user(), owner.password());
        try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
                var statement = connection.createStatement()) {
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
        } catch (SQLException e) {
            throw new IllegalStateException("cannot prepare the application's role: " + e.getMessage(), e);
        }
        return new DatabaseLogin(owner.jdbcUrl(), APPLICATION_ROLE, applicationPassword);
    }
}
