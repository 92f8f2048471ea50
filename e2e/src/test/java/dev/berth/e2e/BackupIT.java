package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.cli.client.ApiAccess;
import dev.berth.cli.client.ApiProblem;
import dev.berth.cli.client.BerthApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is older than what happened: after its restore counts are whole, what was revoked is refused, nothing is made twice. */
@OwnBerth
final class BackupIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void afterARestoreCountsAreWholeRevokedKeysAreRefusedAndNothingIsMadeTwice() throws IOException {
        Path backup = folder.resolve("backup");
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery staple\n");
        try (var berth = BerthInstallation.up("process")) {
            BerthApi tenant = berth.tenant();
            URI kept = endpoint(tenant, "kept");
            URI revoked = endpoint(tenant, "revoked");
            JsonNode apiKey = tenant.create(
                    "/api-keys",
                    Map.of(),
                    JsonNodeFactory.instance.objectNode().put("name", "revoked").put("role", "developer"));
            for (String node : List.of("restarted", "deleted")) node(berth, "create", node);
            call(kept, 20);
            done(berth.berth("backup", backup.toString(), "--passphrase-file", passphrase.toString()));

            call(kept, 30);
            revoke(tenant, "revoked");
            tenant.perform("/api-keys/" + apiKey.path("id").asText() + "/revoke", Map.of(), null);
            done(berth.berth("nodes", "restart", "--as", "tenant", "restarted", "--wait"));
            done(berth.berth("nodes", "delete", "--as", "tenant", "deleted", "--wait"));
            node(berth, "create", "young");
            await().atMost(PATIENCE)
                    .until(() -> JsonRpc.call(revoked, "eth_chainId", "[]").status() == 401);
            awaitCounted(tenant, 50);
            awaitRevokedKeysAreKept(berth, apiKey.path("id").asText());

            done(berth.berth("down"));
            done(berth.berth("restore", backup.toString()));
            assertThatThrownBy(berth::upAgain)
                    .as("the node whose data was deleted since is told of")
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("is gone from its host");

            assertThat(JsonRpc.call(revoked, "eth_chainId", "[]").status()).isEqualTo(401);
            assertThatThrownBy(() -> new BerthApi(new ApiAccess(
                                    URI.create(berth.quickstart().api()),
                                    apiKey.path("key").asText()))
                            .get("/me"))
                    .isInstanceOfSatisfying(
                            ApiProblem.class,
                            problem -> assertThat(problem.status()).isEqualTo(401));
            awaitCounted(tenant, 50);
            assertThat(exported(berth)).isEqualTo(50);
            assertThat(JsonRpc.call(kept, "eth_blockNumber", "[]").status()).isEqualTo(200);
            awaitCounted(tenant, 51);

            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode restarted = tenant.get("/nodes/restarted");
                assertThat(restarted.path("generation").asInt())
                        .as(restarted.toString())
                        .isEqualTo(2);
                assertThat(restarted.path("state").asText())
                        .as(restarted.toString())
                        .isEqualTo("READY");
                assertThat(tenant.get("/nodes/deleted").path("code").asText()).isEqualTo("DATA_LOST");
            });
            assertThatThrownBy(() -> tenant.get("/nodes/young")).isInstanceOf(ApiProblem.class);
            assertThat(UnitProcesses.of(berth).running().stream()
                            .map(UnitProcesses.Unit::name)
                            .toList())
                    .as("one unit a generation, and none of a node that the database does not know")
                    .containsExactlyInAnyOrderElementsOf(UnitProcesses.said(berth));
            assertThat(kinds(berth)).contains("platform.restored", "node.adopted", "platform.keys-revoked-again");
            await("the unit that no node has is told of")
                    .atMost(PATIENCE)
                    .until(() -> kinds(berth).contains("host.orphan"));
            assertThat(JsonRpc.call(revoked, "eth_chainId", "[]").status()).isEqualTo(401);
        }
    }

    private static URI endpoint(BerthApi tenant, String name) {
        JsonNode made = tenant.create(
                "/endpoints",
                Map.of(),
                JsonNodeFactory.instance.objectNode().put("name", name).put("pool", "ethereum-devnet"));
        URI url = URI.create(made.path("key").path("url").asText());
        await().atMost(PATIENCE).until(() -> JsonRpc.isKeyKnown(url));
        return url;
    }

    private static void node(BerthInstallation berth, String verb, String name) {
        done(berth.berth("nodes", verb, "--as", "tenant", "--template", "anvil", "--name", name, "--wait"));
    }

    private static void call(URI endpoint, int times) {
        for (int i = 0; i < times; i++)
            assertThat(JsonRpc.call(endpoint, "eth_blockNumber", "[]").status()).isEqualTo(200);
    }

    private static void revoke(BerthApi tenant, String endpoint) {
        for (JsonNode key : tenant.list("/endpoints/" + endpoint + "/keys", Map.of(), 10))
            tenant.perform("/endpoints/" + endpoint + "/keys/" + key.path("id").asText() + "/revoke", Map.of(), null);
    }

    private static void awaitCounted(BerthApi tenant, long calls) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            long counted = 0;
            for (JsonNode sum : tenant.list("/usage", Map.of("endpoint", "kept"), 500))
                counted += sum.path("calls").asLong();
            assertThat(counted).isEqualTo(calls);
        });
    }

    private static long exported(BerthInstallation berth) {
        String month = YearMonth.from(Instant.now().atOffset(ZoneOffset.UTC)).toString();
        long exported = 0;
        for (JsonNode line : berth.operator().get("/exports/" + month + ".json").path("lines"))
            if (line.path("kind").asText().equals("calls")
                    && line.path("endpoint").asText().equals("kept"))
                exported += line.path("answered").asLong();
        return exported;
    }

    private static void awaitRevokedKeysAreKept(BerthInstallation berth, String key) {
        Path file = berth.directory().resolve("control-plane").resolve("revoked-keys");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(file) && Files.readString(file).contains(key));
    }

    private static List<String> kinds(BerthInstallation berth) {
        return berth.operator().list("/events", Map.of(), 1_000).findValuesAsText("kind");
    }

    private static void done(BerthInstallation.Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }
}
