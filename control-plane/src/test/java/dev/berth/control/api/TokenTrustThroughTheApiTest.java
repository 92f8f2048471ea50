package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.issuer.IssuerKeys;
import dev.berth.control.issuer.KeepIssuerKeys;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenTrustThroughTheApiTest {
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

    private static String jwks(OutputControlLevel level) {
        try {
            return new JsonWebKeySet(List.of(EcJwkGenerator.generateJwk(EllipticCurves.P256))).toJson(level);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RunningApi.Answer patch(String path, String key, String body) {
        return api.send("PATCH", path, key, body);
    }

    private static long version(String endpoint) {
        return Long.parseLong(
                api.query("select max(k.feed_version) from endpoint_key k join endpoint e using (endpoint_id)"
                        + " where e.name = '" + endpoint + "'"));
    }

    @Test
    void anEndpointIsMadeWithKeysThatItTrustsAndIsNotMadeWithKeysThatWouldHaveToBeFetched() {
        String body = "{\"name\": \"born-trusting\", \"pool\": \"devnet\", \"tokens\": {%s, \"audience\": \"us\"}}";
        var fetched = api.post("/api/v1/endpoints", owner, body.formatted("\"jwksUrl\": \"https://id.example/keys\""));
        assertThat(fetched.status()).isEqualTo(422);
        assertThat(fetched.json().toString()).contains("/tokens/jwksUrl", "a URL (expected: jwks");
        var made = api.post(
                "/api/v1/endpoints", owner, body.formatted("\"jwks\": " + jwks(OutputControlLevel.PUBLIC_ONLY)));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().at("/tokens/audience").asText()).isEqualTo("us");
        assertThat(made.json().at("/tokens/jwks/keys/0/kty").asText()).isEqualTo("EC");
        assertThat(api.query("select count(*) from endpoint where name = 'born-trusting' and token_jwks is not null"))
                .isEqualTo("1");
    }

    @Test
    void anEndpointTrustsKeysThatAreGivenAndNobodyAgainAndTheFeedFollows() {
        api.post("/api/v1/endpoints", owner, "{\"name\": \"tokens\", \"pool\": \"devnet\"}");
        assertThat(api.get("/api/v1/endpoints/tokens", owner)
                        .json()
                        .get("tokens")
                        .isNull())
                .isTrue();
        long before = version("tokens");
        JsonNode trusting = patch(
                        "/api/v1/endpoints/tokens",
                        owner,
                        "{\"tokens\": {\"jwks\": " + jwks(OutputControlLevel.PUBLIC_ONLY)
                                + ", \"issuer\": \"https://id.example\", \"required\": true}}")
                .json();
        assertThat(trusting.at("/tokens/issuer").asText()).isEqualTo("https://id.example");
        assertThat(trusting.at("/tokens/required").asBoolean()).isTrue();
        assertThat(trusting.at("/tokens/jwks/keys/0/kty").asText()).isEqualTo("EC");
        assertThat(version("tokens")).isGreaterThan(before);
        JsonNode same =
                patch("/api/v1/endpoints/tokens", owner, "{\"burst\": 5}").json();
        assertThat(same.get("tokens")).isEqualTo(trusting.get("tokens"));
        JsonNode nobody =
                patch("/api/v1/endpoints/tokens", owner, "{\"tokens\": null}").json();
        assertThat(nobody.get("tokens").isNull()).isTrue();
    }

    @Test
    void keysThatAreFetchedFollowTheirIssuerAndStayWhileItDoesNotAnswer() {
        api.post("/api/v1/endpoints", owner, "{\"name\": \"fetched\", \"pool\": \"devnet\"}");
        api.execute("update endpoint set token_jwks = '{\"keys\":[]}', token_jwks_url = 'https://id.example/keys'"
                + " where name = 'fetched'");
        var asked = new AtomicInteger();
        String keys = jwks(OutputControlLevel.PUBLIC_ONLY);
        var answer = new AtomicReference<>(IssuerKeys.check(keys));
        var keep = new KeepIssuerKeys(api.database, _ -> {
            asked.incrementAndGet();
            return answer.get();
        });
        long before = version("fetched");
        keep.run();
        keep.run();
        assertThat(asked).hasValue(1);
        assertThat(version("fetched")).isGreaterThan(before);
        long known = version("fetched");
        JsonNode tokens = api.get("/api/v1/endpoints/fetched", owner).json().get("tokens");
        assertThat(tokens.at("/jwks/keys")).hasSize(1);
        answer.set(new IssuerKeys.Unusable("answered 500 (expected: 200)"));
        api.execute("update issuer_fetch set tried_at = now() - interval '1 hour'");
        keep.run();
        assertThat(asked).hasValue(2);
        assertThat(api.get("/api/v1/endpoints/fetched", owner).json().get("tokens"))
                .isEqualTo(tokens);
        assertThat(version("fetched")).isEqualTo(known);
        assertThat(api.query("select problem from issuer_fetch")).isEqualTo("answered 500 (expected: 200)");
    }

    @Test
    void whatIsNoTrustIsRefusedWithItsReason() {
        api.post("/api/v1/endpoints", owner, "{\"name\": \"wrong\", \"pool\": \"devnet\"}");
        String keys = jwks(OutputControlLevel.PUBLIC_ONLY);
        refused("{\"jwks\": " + jwks(OutputControlLevel.INCLUDE_PRIVATE) + "}", "holds a private key");
        refused("{\"jwks\": {\"keys\": []}}", "0 keys for RS256");
        refused("{\"required\": true}", "exactly one of them");
        refused("{\"jwks\": " + keys + ", \"jwksUrl\": \"https://id.example/keys\"}", "exactly one of them");
        refused("{\"jwksUrl\": \"https://127.0.0.1/keys\"}", "not of the public network");
        refused("{\"jwksUrl\": \"https://169.254.169.254/latest\"}", "not of the public network");
        refused("{\"jwksUrl\": \"https://id.example:22/\"}", "port 22");
        refused("{\"jwksUrl\": \"https://a b/\"}", "expected: https://host/path");
        assertThat(patch("/api/v1/endpoints/wrong", owner, "{\"tokens\": {\"jwksUrl\": \"http://id.example/\"}}")
                        .status())
                .isEqualTo(400);
        assertThat(api.get("/api/v1/endpoints/wrong", owner)
                        .json()
                        .get("tokens")
                        .isNull())
                .isTrue();
    }

    private static void refused(String tokens, String reason) {
        var answer = patch("/api/v1/endpoints/wrong", owner, "{\"tokens\": " + tokens + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.text()).contains(reason);
    }
}
