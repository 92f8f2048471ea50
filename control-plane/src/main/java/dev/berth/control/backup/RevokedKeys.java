package dev.berth.control.backup;

import static dev.berth.migrations.schema.Tables.API_KEY;
import static dev.berth.migrations.schema.Tables.DENIED_KEY;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;

/**
 * The ids of revoked keys in a file beside the database, which only grows: none of them comes back with a database that was restored from
 * an older backup. (Proxies keep such a list of endpoints' keys themselves.)
 */
public final class RevokedKeys {
    private static final String KEY_ID = "[0-9a-z]{12}";
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Database database;
    private final Path file;
    private final Set<String> known;
    private long denied;

    private RevokedKeys(Database database, Path file, Set<String> known) {
        this.database = database;
        this.file = file;
        this.known = known;
    }

    /** Reads the file, which is made if there is none, and revokes in the database what is revoked by it. */
    public static RevokedKeys enforce(Database database, Path file) throws IOException {
        var known = new LinkedHashSet<String>();
        if (!Files.exists(file)) Files.createFile(file, OWNER_ONLY);
        for (String line : Files.readAllLines(file)) if (line.matches(KEY_ID)) known.add(line);
        if (!known.isEmpty()) database.doAsPlatform(tx -> revoke(tx, known));
        return new RevokedKeys(database, file, known);
    }

    private static void revoke(DSLContext tx, Set<String> keys) {
        int apiKeys = tx.update(API_KEY)
                .set(API_KEY.REVOKED_AT, currentInstant())
                .where(API_KEY.KEY_ID.in(keys), API_KEY.REVOKED_AT.isNull())
                .execute();
        int endpointKeys = tx.update(ENDPOINT_KEY)
                .set(ENDPOINT_KEY.REVOKED_AT, currentInstant())
                .where(ENDPOINT_KEY.KEY_ID.in(keys), ENDPOINT_KEY.REVOKED_AT.isNull())
                .execute();
        if (apiKeys + endpointKeys > 0)
            Events.record(
                    tx,
                    new NewEvent(
                            null,
                            new Actor("revoked-keys"),
                            "platform.keys-revoked-again",
                            Subject.of("platform", "keys"),
                            apiKeys + " API keys and " + endpointKeys
                                    + " keys of endpoints had been revoked before the database was restored"));
    }

    /** Adds what was revoked since. */
    public void run() {
        List<String> fresh = database.asPlatform(this::fresh);
        if (fresh.isEmpty()) return;
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                OWNER_ONLY)) {
            ByteBuffer lines = StandardCharsets.US_ASCII.encode(String.join("\n", fresh) + "\n");
            while (lines.hasRemaining()) channel.write(lines);
            channel.force(true);
            known.addAll(fresh);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> fresh(DSLContext tx) {
        var keys = new LinkedHashSet<String>(tx.select(API_KEY.KEY_ID)
                .from(API_KEY)
                .where(API_KEY.REVOKED_AT.isNotNull())
                .fetch(API_KEY.KEY_ID));
        for (var row : tx.selectFrom(DENIED_KEY).where(DENIED_KEY.VERSION.gt(denied))) {
            keys.add(row.getKeyId());
            denied = Math.max(denied, row.getVersion());
        }
        keys.removeAll(known);
        return List.copyOf(keys);
    }
}
