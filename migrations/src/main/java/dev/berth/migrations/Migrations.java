package dev.berth.migrations;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The SQL under {@code db/migration}, applied in order; each once, under Flyway's lock. */
public final class Migrations {
    private Migrations() {}

    /** Brings the database to the newest version, logged in as the owner of its schema. */
    public static void apply(String jdbcUrl, String owner, String password) {
        configured(jdbcUrl, owner, password).load().migrate();
    }

    /** Brings the database to this version, which there has to be, and no further. */
    public static void apply(String jdbcUrl, String owner, String password, String version) {
        configured(jdbcUrl, owner, password).target(version).load().migrate();
    }

    /** The version that the database has; "0" without any. */
    public static String version(String jdbcUrl, String owner, String password) {
        MigrationInfo current =
                configured(jdbcUrl, owner, password).load().info().current();
        return current == null || current.getVersion() == null
                ? "0"
                : current.getVersion().toString();
    }

    /** Drops everything in the schema, whoever made it: look before. */
    public static void drop(String jdbcUrl, String owner, String password) {
        configured(jdbcUrl, owner, password).cleanDisabled(false).load().clean();
    }

    private static FluentConfiguration configured(String jdbcUrl, String owner, String password) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(jdbcUrl, owner, password)
                .locations("classpath:db/migration");
    }
}
