package dev.berth.control.tenant;

import static dev.berth.migrations.schema.Tables.API_KEY;

import dev.berth.control.database.Database;
import dev.berth.control.secret.KeyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first operator's key, which whoever starts the platform put into a file. */
public final class OperatorKeyFile {
    private OperatorKeyFile() {}

    /** Lets the key in {@code file} in; a key that is known already stays as it is, revoked or not. */
    public static void admit(Database database, Path file) throws IOException {
        KeyText key = KeyText.parse(Files.readString(file).strip())
                .filter(parsed -> parsed.environment() == KeyText.Environment.API)
                .orElseThrow(() -> new IllegalArgumentException(
                        file + ": not an API key (expected: berth_api_<key id>_<secret and checksum>)"));
        database.doAsPlatform(tx -> {
            if (!tx.fetchExists(API_KEY, API_KEY.KEY_ID.eq(key.id().text())))
                ApiKeys.add(tx, key, "operator's key file", Role.OPERATOR, null, null, null);
        });
    }
}
