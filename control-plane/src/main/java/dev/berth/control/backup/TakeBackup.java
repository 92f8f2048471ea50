package dev.berth.control.backup;

import dev.berth.control.backup.Manifest.TableRows;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.secret.MasterKey;
import dev.berth.migrations.Migrations;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;

/**
 * Writes all rows of the database into a file, as they are at one moment, while everything goes on; the file appears when it is whole,
 * and only its owner reads it.
 *
 * @param owner who owns the schema
 */
record TakeBackup(DatabaseLogin owner, MasterKey masterKey, String instance) {
    static final String KEY_CHECK = "backup: is this the master key?";

    /** @param keys goes into the file beside the rows; empty: whoever restores it has to have them from elsewhere */
    Manifest into(Path file, Optional<SealedKeys> keys) throws IOException, SQLException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var zip = new ZipOutputStream(Channels.newOutputStream(channel));
            Manifest manifest = write(zip);
            if (keys.isPresent()) {
                zip.putNextEntry(new ZipEntry(BackupFile.KEYS));
                zip.write(BackupFile.JSON.writeValueAsBytes(keys.get()));
                zip.closeEntry();
            }
            zip.putNextEntry(new ZipEntry(BackupFile.MANIFEST));
            zip.write(BackupFile.JSON.writeValueAsBytes(manifest));
            zip.closeEntry();
            zip.finish();
            channel.force(true);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return manifest;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private Manifest write(ZipOutputStream zip) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            String incarnation = incarnation(connection);
            var takenAt = now(connection);
            var tables = new ArrayList<TableRows>();
            for (TableRows table : TableOrder.of(connection)) {
                zip.putNextEntry(new ZipEntry(BackupFile.entryOf(table.table())));
                long rows = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("copy " + table.columnsOfTable() + " to stdout", new Unclosed(zip));
                zip.closeEntry();
                tables.add(new TableRows(table.table(), table.columns(), rows));
            }
            String migration = Migrations.version(owner.jdbcUrl(), owner.user(), owner.password());
            return new Manifest(
                    Manifest.FORMAT,
                    takenAt.toInstant(),
                    migration,
                    incarnation,
                    instance,
                    masterKey.derive(KEY_CHECK),
                    tables,
                    sequences(connection));
        }
    }

    private static String incarnation(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select incarnation from platform")) {
            row.next();
            return row.getString(1);
        }
    }

    private static OffsetDateTime now(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select now()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class);
        }
    }

    /** They are of no transaction: read last, they are as far as any row. */
    private static Map<String, Long> sequences(Connection connection) throws SQLException {
        var sequences = new HashMap<String, Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select sequencename, last_value from pg_sequences"
                        + " where schemaname = current_schema() and last_value is not null")) {
            while (rows.next()) sequences.put(rows.getString(1), rows.getLong(2));
        }
        return sequences;
    }

    /** An entry of the file, which COPY may not end. */
    private static final class Unclosed extends OutputStream {
        private final ZipOutputStream zip;

        Unclosed(ZipOutputStream zip) {
            this.zip = zip;
        }

        @Override
        public void write(int one) throws IOException {
            zip.write(one);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            zip.write(bytes, from, length);
        }
    }

    /** Reads files that are to be sealed, by their paths below a directory; those that are not there are left out. */
    static Map<String, String> files(Path directory, List<String> paths) throws IOException {
        var files = new HashMap<String, String>();
        for (String path : paths) {
            Path file = directory.resolve(path);
            if (Files.exists(file)) files.put(path, Files.readString(file));
        }
        return files;
    }
}
