package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An issuer's tokens, from the command that has an endpoint trust them to calls through the proxy. */
@ExtendWith(SharedBerth.class)
final class TokensIT {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}";
    private static final Map<String, Object> RIGHT = Map.of("iss", "https://id.example", "aud", "berth");

    private final BerthInstallation berth;
    private final String name = "tokens-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path folder;

    TokensIT(BerthInstallation berth) {
        this.berth = berth;
    }

    @AfterEach
    void delete() {
        berth.tenant().delete("/endpoints/" + name, Map.of());
    }

    /** Makes the endpoint; where the id of its key is called. */
    private URI trusting(TokenIssuer... issuers) {
        var made = berth.berth(
                "endpoints",
                "create",
                name,
                "--tenant=demo",
                "--pool=ethereum-devnet",
                "--tokens-jwks=" + TokenIssuer.jwksFile(folder, issuers),
                "--tokens-issuer=https://id.example",
                "--tokens-audience=berth");
        assertThat(made.exitCode()).as(made.output()).isZero();
        URI url = URI.create(made.output().strip());
        await().atMost(Duration.ofSeconds(30)).until(() -> JsonRpc.isKeyKnown(url));
        return url.resolve("/" + url.getPath().split("_", -1)[2]);
    }

    private static JwtClaims claims(Map<String, Object> claims) {
        return TokenIssuer.claims(Instant.now().plusSeconds(600), claims);
    }

    private static int status(URI url, String token) {
        return JsonRpc.post(url, CALL, "Authorization", "Bearer " + token).status();
    }

    @Test
    void aTokenOpensTheEndpointAndNothingThatLooksLikeOneDoes() throws Exception {
        var issuer = TokenIssuer.rs256("first");
        URI url = trusting(issuer);
        String token = issuer.token(claims(RIGHT));

        var answer = JsonRpc.post(url, CALL, "Authorization", "Bearer " + token);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("result").asText()).isEqualTo("0x539");

        var wrong = Map.of(
                "for another", issuer.token(claims(Map.of("iss", "https://id.example", "aud", "others"))),
                "for nobody", issuer.token(claims(Map.of("iss", "https://id.example"))),
                "of another issuer", issuer.token(claims(Map.of("iss", "https://id.evil", "aud", "berth"))),
                "of another's key", TokenIssuer.rs256("first").token(claims(RIGHT)),
                "expired", issuer.token(TokenIssuer.claims(Instant.now().minusSeconds(60), RIGHT)),
                "unsigned", issuer.unsigned(claims(RIGHT)),
                "signed with the public key", issuer.signedWithThePublicKey(claims(RIGHT)),
                "cut off", token.substring(0, token.length() - 8));
        wrong.forEach((how, text) -> {
            var refused = JsonRpc.post(url, CALL, "Authorization", "Bearer " + text);
            assertThat(refused.status()).as(how).isEqualTo(401);
            assertThat(refused.errorCode()).as(how).isEqualTo(-32001);
        });
        assertThat(JsonRpc.post(url, CALL).status()).isEqualTo(401);
        assertThat(status(url, token)).isEqualTo(200);
    }

    @Test
    void aClaimNarrowsTheRateOfWhomItNames() throws Exception {
        var issuer = TokenIssuer.es256("first");
        URI url = trusting(issuer);
        String slow = issuer.token(
                claims(Map.of("iss", "https://id.example", "aud", "berth", "sub", "slow", "berth.callsPerDay", 3)));
        String other = issuer.token(
                claims(Map.of("iss", "https://id.example", "aud", "berth", "sub", "other", "berth.callsPerDay", 3)));

        for (int served = 0; served < 3; ) {
            int status = status(url, slow); // the first may find that nothing was given of the day yet
            assertThat(status).isIn(200, 503);
            if (status == 200) served++;
        }
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            var refused = JsonRpc.post(url, CALL, "Authorization", "Bearer " + slow);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.json().at("/error/data/of").asText()).isEqualTo("token");
            assertThat(refused.json().at("/error/data/window").asText()).isEqualTo("1d");
        });
        await().atMost(Duration.ofSeconds(5)).until(() -> status(url, other) == 200);
    }

    /** Two seconds are what a revocation may take on a connected proxy, from the API's answer on. */
    @Test
    void aKeyThatItsIssuerTakesAwayOpensNothingWithinTwoSecondsAndTheOtherGoesOn() throws Exception {
        var leaked = TokenIssuer.es256("leaked");
        var kept = TokenIssuer.es256("kept");
        URI url = trusting(leaked, kept);
        String ofLeaked = leaked.token(claims(RIGHT));
        String ofKept = kept.token(claims(RIGHT));
        assertThat(List.of(status(url, ofLeaked), status(url, ofKept))).containsOnly(200);

        var json = new ObjectMapper();
        JsonNode change =
                json.readTree("{\"tokens\":{\"issuer\":\"https://id.example\",\"audience\":\"berth\",\"jwks\":"
                        + TokenIssuer.jwks(kept) + "}}");
        berth.tenant().change("/endpoints/" + name, Map.of(), change);
        long changed = System.nanoTime();

        long after = 0;
        while (status(url, ofLeaked) == 200) {
            after = System.nanoTime() - changed;
            assertThat(after).isLessThan(Duration.ofSeconds(2).toNanos());
            assertThat(status(url, ofKept)).isEqualTo(200);
        }
        System.out.printf("a key that was taken away opened for %d ms after the API's answer%n", after / 1_000_000);
        for (int i = 0; i < 20; i++) {
            assertThat(status(url, ofLeaked)).isEqualTo(401);
            assertThat(status(url, ofKept)).isEqualTo(200);
        }
        assertThat(status(url, leaked.token(claims(Map.of("iss", "https://id.example", "aud", "berth", "jti", "new")))))
                .isEqualTo(401);
    }
}
