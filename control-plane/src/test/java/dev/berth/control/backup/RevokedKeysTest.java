package dev.berth.control.backup;

import static dev.berth.migrations.schema.Tables.API_KEY;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.node.PlatformInTest;
import dev.berth.control.secret.KeyText;
import dev.berth.control.tenant.ApiKeys;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevokedKeysTest {
    @TempDir
    Path folder;

    private final PlatformInTest platform = new PlatformInTest();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aKeyThatWasRevokedDoesNotComeBackWithAnOlderDatabase() throws IOException {
        Path file = folder.resolve("revoked-keys");
        var apiKey = KeyText.random(KeyText.Environment.API);
        var kept = KeyText.random(KeyText.Environment.API);
        var endpointKey = KeyText.random(KeyText.Environment.DEV);
        var tenant = platform.tenant("acme", false, "automatic", 1);
        platform.database.doAsPlatform(tx -> {
            for (KeyText key : new KeyText[] {apiKey, kept})
                ApiKeys.add(tx, key, "one", Role.OWNER, tenant, null, null);
            tx.execute("insert into pool (name, network, template_hash, size, replication, wanted_size)"
                    + " select 'p', 'anvil', template_hash, 'small', 'none', 1 from template_version limit 1");
            tx.execute(
                    "insert into endpoint (tenant_id, name, network, pool_id) select ?, 'web', 'anvil', pool_id from"
                            + " pool",
                    tenant.value());
            tx.execute(
                    "insert into endpoint_key (key_id, endpoint_id, tenant_id, secret_sha256, sealed_key)"
                            + " select ?, endpoint_id, tenant_id, ?, ? from endpoint",
                    endpointKey.id().text(),
                    endpointKey.secretSha256(),
                    new byte[1]);
        });
        RevokedKeys keys = RevokedKeys.enforce(platform.database, file);
        keys.run();
        assertThat(file).as("there is none").isEmptyFile();
        platform.database.doAsPlatform(tx -> {
            ApiKeys.revoke(tx, new Scope.Everybody(), apiKey.id());
            tx.execute("update endpoint_key set revoked_at = now()");
        });
        keys.run();
        keys.run();
        assertThat(Files.readAllLines(file))
                .containsExactlyInAnyOrder(apiKey.id().text(), endpointKey.id().text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        platform.database.doAsPlatform(
                tx -> { // as it was before
                    tx.execute("update api_key set revoked_at = null");
                    tx.execute("update endpoint_key set revoked_at = null");
                });
        RevokedKeys.enforce(platform.database, file);
        platform.database.doAsPlatform(tx -> {
            assertThat(tx.fetchCount(API_KEY, API_KEY.REVOKED_AT.isNotNull())).isOne();
            assertThat(tx.fetchCount(API_KEY, API_KEY.KEY_ID.eq(kept.id().text()), API_KEY.REVOKED_AT.isNull()))
                    .isOne();
            assertThat(tx.fetchCount(ENDPOINT_KEY, ENDPOINT_KEY.REVOKED_AT.isNull()))
                    .isZero();
        });
    }
}
