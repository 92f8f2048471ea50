package dev.berth.control.backup;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.control.backup.Manifest.TableRows;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.secret.KeyText;
import dev.berth.control.secret.MasterKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What a backup brings back, into another database, and what it does not. */
class BackupTest {
    private static final MasterKey KEY = new MasterKey(new byte[32]);
    private static final String EMPTY = "restored_by_backup_test";

    /** These say of the restore itself. */
    private static final Set<String> CHANGED = Set.of("platform", "event", "proxy");

    @TempDir
    Path folder;

    private final PlatformInTest platform = new PlatformInTest();
    private DatabaseLogin from;
    private DatabaseLogin to;
    private Path file;

    @BeforeEach
    void fill() throws SQLException {
        from = new DatabaseLogin(platform.url(), "postgres", "");
        to = new DatabaseLogin(platform.url().replaceAll("/test_[0-9]+", "/" + EMPTY), "postgres", "");
        file = folder.resolve("backup");
        var tenant = platform.tenant("acme", true, "automatic", 5);
        platform.host("local", "fake", 64_000, 64 * GIB);
        platform.createNode.create(order(tenant, "a", "anvil", Map.of()));
        var key = KeyText.random(KeyText.Environment.DEV);
        platform.database.doAsPlatform(tx -> {
            tx.execute("insert into endpoint (tenant_id, name, network, node_id) select tenant_id, 'web', network,"
                    + " node_id from node");
            tx.execute(
                    "insert into endpoint_key (key_id, endpoint_id, tenant_id, secret_sha256, sealed_key)"
                            + " select ?, endpoint_id, tenant_id, ?, ? from endpoint",
                    key.id().text(),
                    key.secretSha256(),
                    new byte[] {0, 1, '\t', '\n', '\\', (byte) 0xff});
            tx.execute("update endpoint_key set revoked_at = now()");
            tx.execute(
                    "insert into control_plane_epoch (instance) select gen_random_uuid() from generate_series(1, 3)");
            tx.execute("insert into proxy (proxy_id, connected) values (gen_random_uuid(), true)");
            tx.execute("insert into price_table (network, version, valid_from, currency, definition, created_by)"
                    + " values ('anvil', 99, now() + interval '1 day', 'EUR', '{\"a\": \"tab\\there\"}', 'key:test')");
        });
        execute(from, "create database " + EMPTY);
    }

    @AfterEach
    void close() throws SQLException {
        execute(from, "drop database if exists " + EMPTY + " with (force)");
        platform.close();
    }

    private Manifest take(Optional<SealedKeys> keys) throws Exception {
        return new TakeBackup(from, KEY, "in-test").into(file, keys);
    }

    private void restore(MasterKey key) throws Exception {
        try (BackupFile backup = BackupFile.open(file)) {
            new RestoreBackup(to, key).from(backup);
        }
    }

    @Test
    void everyRowIsBackAsItWas() throws Exception {
        Manifest manifest = take(Optional.empty());
        assertThat(manifest.tables())
                .extracting(TableRows::table)
                .contains("node", "usage_cell", "denied_key", "ledger_entry");
        Map<String, String> before = rows(from);
        restore(KEY);
        Map<String, String> after = rows(to);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((table, rows) -> {
            if (!CHANGED.contains(table)) assertThat(after.get(table)).as(table).isEqualTo(rows);
        });
        assertThat(after.get("event")).startsWith(before.get("event")).contains("platform.restored");
        assertThat(query(to, "select bool_or(connected) from proxy")).isEqualTo("f");
    }

    @Test
    void itIsAnotherIncarnationWhoseNumbersGoOnAboveAllThatWasHeard() throws Exception {
        take(Optional.empty());
        execute(
                from,
                "insert into control_plane_epoch (instance) select gen_random_uuid() from generate_series(1, 1000)");
        restore(KEY);
        assertThat(query(to, "select incarnation from platform"))
                .isNotEqualTo(query(from, "select incarnation from platform"));
        long heard = Long.parseLong(query(from, "select max(epoch) from control_plane_epoch"));
        String next =
                query(to, "insert into control_plane_epoch (instance) values (gen_random_uuid()) returning epoch");
        assertThat(Long.parseLong(next)).isGreaterThan(heard);
        assertThat(Long.parseLong(query(
                        to,
                        "insert into event (actor, kind, subject_kind, subject_id) values ('a', 'a.b',"
                                + " 'c', 'd') returning event_id")))
                .isGreaterThan(Long.parseLong(query(from, "select max(event_id) from event")));
    }

    @Test
    void triggersKeepTheirWatchAfterARestore() throws Exception {
        take(Optional.empty());
        restore(KEY);
        assertThatThrownBy(() -> execute(to, "delete from denied_key")).isInstanceOf(SQLException.class);
        assertThat(query(to, "select reserved_memory_bytes > 0 from host")).isEqualTo("t");
        execute(to, "delete from reserved_port");
        execute(to, "delete from reservation");
        assertThat(query(to, "select reserved_memory_bytes from host")).isEqualTo("0");
    }

    @Test
    void anotherMasterKeyOrADatabaseThatIsNotEmptyIsRefusedBeforeAnythingIsDone() throws Exception {
        take(Optional.empty());
        byte[] other = new byte[32];
        other[0] = 1;
        assertThatThrownBy(() -> restore(new MasterKey(other)))
                .isInstanceOf(RestoreBackup.Refused.class)
                .hasMessageContaining("master key");
        assertThat(query(to, "select count(*) from pg_tables where schemaname = 'public'"))
                .isEqualTo("0");
        restore(KEY);
        assertThatThrownBy(() -> restore(KEY))
                .isInstanceOf(RestoreBackup.Refused.class)
                .hasMessageContaining("has tables already");
    }

    @Test
    void onlyItsOwnerReadsTheFileAndKeysInItAreSealed() throws Exception {
        String secret = "0123456789abcdef".repeat(4);
        SealedKeys keys = SealedKeys.seal(Map.of("secrets/master-key", secret), "correct horse battery staple");
        take(Optional.of(keys));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".unfinished"));
        try (BackupFile backup = BackupFile.open(file)) {
            byte[] kept = backup.keys().orElseThrow().readAllBytes();
            assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
            SealedKeys read = SealedKeys.read(new ByteArrayInputStream(kept));
            assertThat(read.open("correct horse battery staple")).containsEntry("secrets/master-key", secret);
            assertThatThrownBy(() -> read.open("correct horse battery stable"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not open");
        }
        assertThatThrownBy(() -> SealedKeys.seal(Map.of(), "short")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileThatIsNotWholeIsNoBackup() throws Exception {
        take(Optional.empty());
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 100));
        assertThatThrownBy(() -> BackupFile.open(file)).isInstanceOf(IOException.class);
    }

    @Test
    void tablesAreDroppedUnlessSomebodyElsesAreBeside() throws Exception {
        take(Optional.empty());
        restore(KEY);
        execute(to, "create table somebody_elses (a integer)");
        assertThatThrownBy(() -> DropTables.run(to))
                .isInstanceOf(RestoreBackup.Refused.class)
                .hasMessageContaining("somebody_elses");
        assertThat(query(to, "select count(*) from node")).isEqualTo("1");
        execute(to, "drop table somebody_elses");
        DropTables.run(to);
        assertThat(query(to, "select count(*) from pg_tables where schemaname = 'public'"))
                .isEqualTo("0");
    }

    @Test
    void aTableComesAfterThoseThatItRefersTo() {
        var tables = new LinkedHashSet<>(List.of("lease", "node", "pool", "alone"));
        assertThat(TableOrder.sorted(tables, Map.of("lease", Set.of("node"), "node", Set.of("pool"))))
                .containsSubsequence("pool", "node", "lease")
                .contains("alone");
        assertThatThrownBy(() -> TableOrder.sorted(tables, Map.of("lease", Set.of("node"), "node", Set.of("lease"))))
                .isInstanceOf(IllegalStateException.class);
    }

    /** The rows of every table as COPY writes them, in an order of their own. */
    private static Map<String, String> rows(DatabaseLogin login) throws Exception {
        var all = new TreeMap<String, String>();
        try (Connection connection = connect(login)) {
            for (TableRows table : TableOrder.of(connection)) {
                var text = new StringWriter();
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("copy (select * from \"" + table.table() + "\" order by 1, 2) to stdout", text);
                all.put(table.table(), text.toString());
            }
        }
        return all;
    }

    private static Connection connect(DatabaseLogin login) throws SQLException {
        return DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password());
    }

    private static void execute(DatabaseLogin login, String sql) throws SQLException {
        try (Connection connection = connect(login);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(DatabaseLogin login, String sql) throws SQLException {
        try (Connection connection = connect(login);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
