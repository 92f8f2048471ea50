package dev.berth.control.database;

import java.time.Duration;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * How the database is.
 *
 * @param server its version
 * @param migration the newest one that it has
 * @param connections all of them, whoever has them
 * @param answers how long the shortest of questions took just now
 */
public record DatabaseHealth(
        String server, String migration, long bytes, int connections, int mostConnections, Duration answers) {
    public static DatabaseHealth of(DSLContext tx) {
        long asked = System.nanoTime();
        tx.fetchSingle("select 1");
        Duration answers = Duration.ofNanos(System.nanoTime() - asked);
        Record row = tx.fetchSingle("""
            select current_setting('server_version') as server, pg_database_size(current_database()) as bytes,
                   (select count(*) from pg_stat_activity where datname = current_database()) as connections,
                   current_setting('max_connections')::int as most,
                   (select version from flyway_schema_history where success and version is not null
                    order by installed_rank desc limit 1) as migration\
            """);
        return new DatabaseHealth(
                row.get("server", String.class),
                row.get("migration", String.class),
                row.get("bytes", Long.class),
                row.get("connections", Integer.class),
                row.get("most", Integer.class),
                answers);
    }
}
