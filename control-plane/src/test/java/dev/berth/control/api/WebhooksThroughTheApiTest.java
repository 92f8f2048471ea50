package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksThroughTheApiTest {
    private static final String HOOKS = "/api/v1/webhooks";

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

    private static JsonNode created(String key, String body) {
        var answer = api.post(HOOKS, key, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    @Test
    void theSecretIsInTheAnswerThatMadeItAndNowhereElse() {
        JsonNode made = created(owner, "{\"name\": \"a\", \"url\": \"https://example.com/a\"}");
        String secret = made.get("secret").asText();
        assertThat(secret).startsWith("whsec_");
        assertThat(made.get("severity").asText()).isEqualTo("info");
        assertThat(api.get(HOOKS + "/a", owner).text()).doesNotContain(secret).doesNotContain("secret\"");
        assertThat(api.query(
                        "select count(*) from webhook where position('" + secret + "'::bytea in sealed_secret) > 0"))
                .isEqualTo("0");
        var rotated = api.post(HOOKS + "/a/rotate", owner, "{}");
        assertThat(rotated.status()).as(rotated.text()).isEqualTo(201);
        assertThat(rotated.json().get("secret").asText()).startsWith("whsec_").isNotEqualTo(secret);
        assertThat(rotated.json().get("secretBeforeUntil").isNull()).isFalse();
        assertThat(api.get("/api/v1/events?kind=webhook.", owner).text())
                .contains("webhook.created", "webhook.rotated")
                .doesNotContain("whsec_");
    }

    @Test
    void whatIsNotGivenStays() {
        created(owner, "{\"name\": \"b\", \"url\": \"https://example.com/b\", \"kinds\": [\"node.\"]}");
        var changed = api.send("PATCH", HOOKS + "/b", owner, "{\"severity\": \"critical\", \"enabled\": false}");
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(changed.json().at("/kinds/0").asText()).isEqualTo("node.");
        assertThat(changed.json().get("severity").asText()).isEqualTo("critical");
        assertThat(changed.json().get("enabled").asBoolean()).isFalse();
        assertThat(api.send("DELETE", HOOKS + "/b", owner, null).status()).isEqualTo(200);
        assertThat(api.get(HOOKS + "/b", owner).status()).isEqualTo(404);
        created(owner, "{\"name\": \"b\", \"url\": \"https://example.com/again\"}");
        assertThat(api.post(HOOKS, owner, "{\"name\": \"b\", \"url\": \"https://example.com/\"}")
                        .status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "https://example.com:22/",
                "https://user@example.com/",
                "file:///etc/passwd",
                "https://a b/",
                "nonsense"
            })
    void anAddressThatIsNotCalledIsRefused(String url) {
        var answer = api.post(HOOKS, owner, "{\"name\": \"c\", \"url\": \"" + url + "\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/url");
    }

    @Test
    void onlyAnOperatorChoosesATenant() {
        assertThat(api.post(
                                HOOKS,
                                owner,
                                "{\"name\": \"d\", \"url\": \"https://example.com/\", \"ofTenant\": \"acme\"}")
                        .status())
                .isEqualTo(422);
        JsonNode made =
                created(api.operator(), "{\"name\": \"d\", \"url\": \"https://example.com/\", \"ofTenant\": \"acme\"}");
        assertThat(made.at("/ofTenant/name").asText()).isEqualTo("acme");
        assertThat(made.at("/tenant/name").asText()).isEqualTo("platform");
        assertThat(api.get(HOOKS, owner).text()).doesNotContain(made.get("id").asText());
        assertThat(api.get(HOOKS + "/" + made.get("id").asText(), owner).status())
                .isEqualTo(404);
    }

    @Test
    void aTestThatIsNotHeardSaysWhyAndIsInTheLog() {
        created(owner, "{\"name\": \"e\", \"url\": \"https://127.0.0.1:8443/\"}");
        JsonNode delivery = api.post(HOOKS + "/e/test", owner, null).json();
        assertThat(delivery.get("state").asText()).isEqualTo("given-up");
        assertThat(delivery.get("problem").asText()).contains("is not of the public network");
        assertThat(api.get(HOOKS + "/e/deliveries", owner).json().at("/items/0/id"))
                .isEqualTo(delivery.get("id"));
    }
}
