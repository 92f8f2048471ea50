package dev.berth.migrations;

import org.flywaydb.core.Flyway;

/** The SQL under {@code db/migration}, applied in order; each once, under Flyway's lock. */
public final class Migrations {
    private Migrations() {}

    /** Brings the database to the newest version, logged in as the owner of its schema. */
    public static void apply(String jdbcUrl, String owner, String password) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(jdbcUrl, owner, password)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }
}
