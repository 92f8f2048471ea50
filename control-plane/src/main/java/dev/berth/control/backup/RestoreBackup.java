package dev.berth.control.backup;

import dev.berth.control.backup.Manifest.TableRows;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.secret.MasterKey;
import dev.berth.migrations.Migrations;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * Fills an empty database with a backup's rows, all of them or none. It is another incarnation then: proxies take everything anew but
 * their denied keys, and send again what they have counted since. Its control planes begin at an epoch above all that hosts have heard.
 *
 * @param owner who owns the schema
 */
record RestoreBackup(DatabaseLogin owner, MasterKey masterKey) {
    /** Whoever was signed in may have been signed out since, and links may have been used; older schemas have neither. */
    private static final String END_SESSIONS = """
        do $$ begin
            if to_regclass('session') is not null then
                update session set ended_at = now() where ended_at is null;
                delete from member_link where used_at is null;
            end if;
        end $$\
        """;

    /** The backup cannot be restored here, and nothing was changed. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why);
        }
    }

    void from(BackupFile backup) throws IOException, SQLException, Refused {
        Manifest manifest = backup.manifest();
        if (!manifest.keyCheck().equals(masterKey.derive(TakeBackup.KEY_CHECK)))
            throw new Refused("the master key is not the one that the backup was taken with");
        try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())) {
            if (!TableOrder.of(connection).isEmpty())
                throw new Refused("the database has tables already (expected: an empty one)");
        }
        migrate(manifest.migration());
        try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())) {
            connection.setAutoCommit(false);
            fill(connection, backup);
            for (Map.Entry<String, Long> sequence : manifest.sequences().entrySet())
                execute(
                        connection,
                        "select setval('" + TableRows.quoted(sequence.getKey()) + "', " + sequence.getValue() + ")");
            beginAnew(connection, manifest);
            connection.commit();
        }
    }

    private void migrate(String version) throws Refused {
        Migrations.apply(owner.jdbcUrl(), owner.user(), owner.password(), version);
        String reached = Migrations.version(owner.jdbcUrl(), owner.user(), owner.password());
        if (!reached.equals(version))
            throw new Refused("the backup is of schema " + version + ", and this Berth knows " + reached
                    + " (expected: a Berth at least as new)");
    }

    /** Rows come in an order in which references hold; what triggers would do was done when they were first written. */
    private static void fill(Connection connection, BackupFile backup) throws IOException, SQLException {
        var tables = backup.manifest().tables();
        execute(
                connection,
                "truncate "
                        + tables.stream()
                                .map(table -> TableRows.quoted(table.table()))
                                .collect(Collectors.joining(", ")));
        for (TableRows table : tables) {
            execute(connection, "alter table " + TableRows.quoted(table.table()) + " disable trigger user");
            try (InputStream rows = backup.rows(table.table())) {
                long came = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + table.columnsOfTable() + " from stdin", rows);
                if (came != table.rows())
                    throw new IOException(
                            "table " + table.table() + ": " + came + " rows came (expected: " + table.rows() + ")");
            }
            execute(connection, "alter table " + TableRows.quoted(table.table()) + " enable trigger user");
        }
    }

    private static void beginAnew(Connection connection, Manifest manifest) throws SQLException {
        execute(connection, "update platform set incarnation = uuidv7()");
        execute(connection, "update proxy set connected = false");
        execute(connection, END_SESSIONS);
        // Epochs are counted by ones: the time is above every number that was given since the backup, and above a later
        // restore's.
        execute(
                connection,
                "select setval(pg_get_serial_sequence('control_plane_epoch', 'epoch'),"
                        + " greatest((select coalesce(max(epoch), 1) from control_plane_epoch),"
                        + " extract(epoch from now())::bigint))");
        try (var event = connection.prepareStatement("insert into event (actor, kind, subject_kind, subject_id, reason)"
                + " select 'restore', 'platform.restored', 'platform', incarnation::text, ? from platform")) {
            event.setString(
                    1,
                    "from a backup of " + manifest.takenAt()
                            + "; what happened since is known to hosts and proxies only");
            event.executeUpdate();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
