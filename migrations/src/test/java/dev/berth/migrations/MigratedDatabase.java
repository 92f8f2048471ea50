package dev.berth.migrations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A database of a test class, with all migrations applied: a copy of one that is migrated once per JVM. The server
 * trusts everyone and does not sync to disk.
 */
public final class MigratedDatabase implements AutoCloseable {
    private static final String OWNER = "postgres";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;

    private MigratedDatabase(String name) {
        this.name = name;
    }

    public static MigratedDatabase create() {
        var name = "test_" + NUMBER.incrementAndGet();
        execute("create database " + name + " template " + Server.TEMPLATE);
        return new MigratedDatabase(name);
    }

    /** As the owner of the schema, who is a superuser: row-level security does not hold for it. */
    public String url() {
        return urlAs(OWNER);
    }

    /** As a role that a migration created. */
    public String urlAs(String role) {
        return Server.RUNNING.getJdbcUrl(role, name);
    }

    /** Unpooled connections of the owner. */
    public DataSource dataSource() {
        return Server.RUNNING.getDatabase(OWNER, name);
    }

    /** Drops the database, open connections or not. */
    @Override
    public void close() {
        execute("drop database " + name + " with (force)");
    }

    private static void execute(String sql) {
        try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Started by its first use, ended with the JVM. */
    private static final class Server {
        static final String TEMPLATE = "migrated";
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                var server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
                try (var connection = server.getPostgresDatabase().getConnection();
                        var statement = connection.createStatement()) {
                    statement.execute("create database " + TEMPLATE);
                }
                Migrations.apply(server.getJdbcUrl(OWNER, TEMPLATE), OWNER, "");
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException("create database " + TEMPLATE, e);
            }
        }
    }
}
