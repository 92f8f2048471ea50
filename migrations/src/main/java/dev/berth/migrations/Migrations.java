package dev.berth.migrations;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The SQL under {@code db/migration}, applied in order; each once, under Flyway's lock. */
public final class Migrations {
    private Migrations() {}

    /** Brings the database to the newest version; its user must own the schema. */
    public static void apply(DataSource database) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }
}
