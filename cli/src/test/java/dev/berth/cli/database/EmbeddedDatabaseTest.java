package dev.berth.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Ports;
import dev.berth.cli.installation.Secrets;
import dev.berth.cli.supervisor.Supervisor;
import dev.berth.cli.supervisor.SupervisorStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded PostgreSQL, for real, under a supervisor. */
class EmbeddedDatabaseTest {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    @TempDir
    private Path directory;

    private Installation installation;
    private EmbeddedDatabase database;
    private Path passwordFile;

    @BeforeEach
    void make() {
        installation = new Installation(directory.resolve("berth"));
        var binaries = PostgresBinaries.unpackedIn(PostgresBinaries.cache(System.getenv(), ROOT), () -> {});
        passwordFile = new Secrets(installation).databasePassword();
        database = new EmbeddedDatabase(
                binaries,
                installation,
                passwordFile,
                Ports.someFree(29_000, 29_100, Ports::isFree, new SecureRandom()),
                ROOT);
        database.make();
    }

    @Test
    void itIsDurableAndAsksForThePassword() throws Exception {
        try (var supervisor = new Supervisor(installation)) {
            supervisor.startAndAwaitReady(database::service);
            assertThat(setting("fsync")).isEqualTo("on");
            assertThat(setting("synchronous_commit")).isEqualTo("on");
            assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting("unix_socket_directories")).isEmpty();
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "berth", "a guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(Files.getPosixFilePermissions(installation.database().resolve("data")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(Files.getPosixFilePermissions(passwordFile))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void itsDataOutlivesAStopAndAKill() throws Exception {
        try (var supervisor = new Supervisor(installation)) {
            supervisor.startAndAwaitReady(database::service);
            execute("create table kept (line text)");
            execute("insert into kept values ('before the kill')");
            long pid = pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(pid()).isNotIn(0L, pid);
                execute("insert into kept values ('after the kill')");
            });
        }
        try (var supervisor = new Supervisor(installation)) {
            supervisor.startAndAwaitReady(database::service);
            assertThat(query("select string_agg(line, ', ' order by line) from kept"))
                    .isEqualTo("after the kill, before the kill");
        }
    }

    private long pid() {
        return SupervisorStatus.read(installation)
                .flatMap(status -> status.service("database"))
                .filter(service -> service.isReady())
                .map(service -> service.pid())
                .orElse(0L);
    }

    private String setting(String name) throws SQLException, IOException {
        return query("show " + name);
    }

    private String query(String sql) throws SQLException, IOException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private void execute(String sql) throws SQLException, IOException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException, IOException {
        return DriverManager.getConnection(database.jdbcUrl(), EmbeddedDatabase.USER, Files.readString(passwordFile));
    }
}
