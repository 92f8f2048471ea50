package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.secret.KeyText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KeysThroughTheApiTest {
    private static RunningApi api;
    private static String owner;

    @BeforeAll
    static void start() {
        api = new RunningApi();
        owner = api.tenantKey("acme", "owner");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void anEndpointsUrlIsReadAgainByItsTenantAlone() {
        JsonNode created = api.post("/api/v1/endpoints", owner, "{\"name\": \"web\", \"pool\": \"devnet\"}")
                .json();
        String url = created.at("/key/url").asText();
        assertThat(url).startsWith("http://127.0.0.1:8545/berth_dev_");
        String path = "/api/v1/endpoints/web/keys/" + created.at("/key/id").asText();
        assertThat(api.get(path, owner).json().get("url").asText()).isEqualTo(url);
        assertThat(api.get(path, api.operator()).status()).isEqualTo(403);
        assertThat(api.get("/api/v1/endpoints/web/keys", owner).text()).doesNotContain(url);
        assertThat(api.get("/api/v1/events?kind=endpoint.created", owner)
                        .json()
                        .get("items")
                        .findValuesAsText("subjectName"))
                .contains("web");
        assertThat(api.get("/api/v1/events?kind=endpoint-key.read", owner)
                        .json()
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void aRotatedKeyWorksForTheOverlapAndARevokedOneNeverAgain() {
        JsonNode first = api.post("/api/v1/endpoints", owner, "{\"name\": \"rotating\", \"pool\": \"devnet\"}")
                .json()
                .get("key");
        String keys = "/api/v1/endpoints/rotating/keys/";
        JsonNode second = api.post(keys + first.get("id").asText() + "/rotate", owner, "{\"overlapSeconds\": 60}")
                .json();
        assertThat(second.get("key").asText()).isNotEqualTo(first.get("key").asText());
        assertThat(api.get(keys + first.get("id").asText(), owner)
                        .json()
                        .get("expiresAt")
                        .isNull())
                .isFalse();

        JsonNode revoked = api.post(keys + second.get("id").asText() + "/revoke", owner, null)
                .json();
        assertThat(revoked.get("effective").asBoolean()).isTrue();
        assertThat(revoked.at("/keyIds/0").asText()).isEqualTo(second.get("id").asText());
        assertThat(api.post(keys + second.get("id").asText() + "/rotate", owner, "{}")
                        .status())
                .isEqualTo(409);
        assertThat(api.query("select count(*) from denied_key where key_id = '"
                        + second.get("id").asText() + "'"))
                .isEqualTo("1");
    }

    @Test
    void aProxyThatIsCutOffIsNamedInTheAnswer() {
        JsonNode endpoint = api.post("/api/v1/endpoints", owner, "{\"name\": \"far\", \"pool\": \"devnet\"}")
                .json();
        api.execute("insert into proxy (proxy_id, connected) values ('00000000-0000-0000-0000-00000000000a', false),"
                + " ('00000000-0000-0000-0000-00000000000b', true)");
        try {
            JsonNode revoked =
                    api.send("DELETE", "/api/v1/endpoints/far", owner, null).json();
            assertThat(revoked.get("effective").asBoolean()).isFalse();
            assertThat(revoked.get("cutOff").findValuesAsText("proxyId"))
                    .containsExactlyInAnyOrder(
                            "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b");
            assertThat(revoked.get("keyIds").findValuesAsText("")).isEmpty();
            assertThat(revoked.at("/keyIds/0").asText())
                    .isEqualTo(endpoint.at("/key/id").asText());
        } finally {
            api.execute("delete from proxy");
        }
    }

    @Test
    void aProxyThatIsGoneForGoodCanBeForgottenAndOneThatFollowsCannot() {
        String gone = "00000000-0000-0000-0000-00000000000c";
        String connected = "00000000-0000-0000-0000-00000000000d";
        api.execute(
                "insert into proxy (proxy_id, connected) values ('" + gone + "', false), ('" + connected + "', true)");
        try {
            assertThat(forget(connected, api.operator()).status()).isEqualTo(409);
            assertThat(forget(gone, owner).status()).isEqualTo(403);
            assertThat(forget(gone, api.operator()).json().get("id").asText()).isEqualTo(gone);
            assertThat(forget(gone, api.operator()).status()).isEqualTo(404);
            assertThat(api.query("select proxy_id::text from proxy")).isEqualTo(connected);
        } finally {
            api.execute("delete from proxy");
        }
    }

    private static RunningApi.Answer forget(String proxy, String key) {
        return api.send("DELETE", "/api/v1/proxies/" + proxy, key, null);
    }

    @Test
    void aRevokedApiKeyEndsAtOnceAndAllBadKeysGetOneAnswer() {
        JsonNode key = api.post("/api/v1/api-keys", owner, "{\"name\": \"ci\", \"role\": \"developer\"}")
                .json();
        String text = key.get("key").asText();
        assertThat(api.get("/api/v1/me", text).json().get("role").asText()).isEqualTo("developer");
        assertThat(api.post("/api/v1/members", text, "{}").status()).isEqualTo(403);
        assertThat(api.post("/api/v1/api-keys/" + key.get("id").asText() + "/revoke", owner, null)
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("revoked");
        var answers = new HashSet<String>();
        for (String bad : List.of(
                text,
                "berth_api_000000000000_000000000000000000000000003x3e0n",
                "nothing",
                KeyText.random(KeyText.Environment.API).text())) {
            var answer = api.get("/api/v1/me", bad);
            assertThat(answer.status()).isEqualTo(401);
            answers.add(answer.json().get("detail").asText());
        }
        assertThat(answers).hasSize(1);
    }

    @Test
    void noKeysTextIsInTheDatabase() {
        var secrets = new ArrayList<String>();
        secrets.add(owner.substring(owner.length() - 32, owner.length() - 6));
        var created = api.send(
                "POST",
                "/api/v1/endpoints",
                owner,
                "{\"name\": \"hidden\", \"pool\": \"devnet\"}",
                "Idempotency-Key",
                "h");
        String url = created.json().at("/key/key").asText();
        secrets.add(url.substring(url.length() - 32, url.length() - 6));
        for (String table : List.of("api_key", "endpoint_key", "idempotency", "event", "denied_key"))
            for (String secret : secrets)
                assertThat(api.query("select count(*) from " + table + " t where t::text like '%" + secret + "%'"))
                        .as(table)
                        .isEqualTo("0");
    }

    @Test
    void aRepeatedCreateGetsTheSameAnswerEvenAtOnce() throws Exception {
        String body = "{\"name\": \"once\", \"pool\": \"devnet\"}";
        Callable<RunningApi.Answer> create =
                () -> api.send("POST", "/api/v1/endpoints", owner, body, "Idempotency-Key", "once-1");
        try (var threads = Executors.newFixedThreadPool(8)) {
            var answers = new HashSet<String>();
            for (var answer : threads.invokeAll(Collections.nCopies(16, create))) {
                assertThat(answer.get().status()).isEqualTo(201);
                answers.add(answer.get().text());
            }
            assertThat(answers).hasSize(1);
        }
        assertThat(api.query("select count(*) from endpoint where name = 'once'"))
                .isEqualTo("1");
        var other = api.send(
                "POST",
                "/api/v1/endpoints",
                owner,
                "{\"name\": \"twice\", \"pool\": \"devnet\"}",
                "Idempotency-Key",
                "once-1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.word()).isEqualTo("idempotency-key-reused");
        assertThat(api.query("select count(*) from endpoint where name = 'twice'"))
                .isEqualTo("0");
    }

    @Test
    void aRepeatedNodeOrderIsOneNode() {
        for (int i = 0; i < 3; i++)
            assertThat(api.send(
                                    "POST",
                                    "/api/v1/nodes",
                                    owner,
                                    "{\"name\": \"single\", \"template\": \"anvil\"}",
                                    "Idempotency-Key",
                                    "node-1")
                            .status())
                    .isEqualTo(202);
        assertThat(api.query("select count(*) from node where name = 'single'")).isEqualTo("1");
        var refused = api.send("POST", "/api/v1/nodes", owner, "{\"template\": \"moon\"}", "Idempotency-Key", "node-2");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(api.query("select count(*) from idempotency where idempotency_key = 'node-2'"))
                .isEqualTo("0");
    }

    @Test
    void anOwnerMakesNoOperator() {
        var answer = api.post("/api/v1/api-keys", owner, "{\"name\": \"root\", \"role\": \"operator\"}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(api.post("/api/v1/api-keys", api.operator(), "{\"name\": \"second\", \"role\": \"operator\"}")
                        .status())
                .isEqualTo(201);
    }
}
