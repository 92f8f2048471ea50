package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.Limits;
import dev.berth.contract.v1.TokenTrust;
import dev.berth.proxy.access.SourceRanges;
import dev.berth.proxy.access.TestIssuer;
import dev.berth.proxy.access.TestKey;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an issuer that an endpoint trusts: who gets in by them, and what they narrow. */
class TokensTest {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[{\"to\":\"0xAAAA\"}]}";
    private static final TestKey KEY = new TestKey(50);
    private static final TestKey OTHER = new TestKey(51);

    private final TestIssuer issuer = TestIssuer.of("ES256", "first");
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        proxy = new RunningProxy();
        proxy.route(proxy.node());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private static AccessEntry.Builder onPool(AccessEntry.Builder entry) {
        return entry.setTargetId("pool").setNetwork("devnet");
    }

    private void trust(TestKey key, TokenTrust.Builder trust) {
        proxy.grant(key, entry -> onPool(entry).setTokens(trust));
    }

    private static TokenTrust.Builder issuedBy(TestIssuer... issuers) {
        return TokenTrust.newBuilder().setJwksJson(TestIssuer.jwks(issuers));
    }

    private HttpResponse<String> post(String path, String token, String body) {
        return proxy.send(
                "/" + path,
                request -> request.header("content-type", "application/json")
                        .header("authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(body)));
    }

    private int status(String token) {
        return post(KEY.id().value(), token, CALL).statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
    void aTokenBesideAKeysIdOpensItsEndpointAndCountsUnderTheKey(String algorithm) {
        TestIssuer trusted = TestIssuer.of(algorithm, "a");
        trust(KEY, issuedBy(trusted));
        assertThat(status(trusted.token(Map.of()))).isEqualTo(200);
        assertThat(status(TestIssuer.of(algorithm, "a").token(Map.of()))).isEqualTo(401);
        assertThat(proxy.meter.items()).containsEntry("eth_call ANSWERED", 1L);
        assertThat(proxy.post(KEY, CALL).statusCode()).isEqualTo(200);
        assertThat(post("", KEY.text(), CALL).statusCode()).isEqualTo(200);
        assertThat(proxy.send(
                                "/" + KEY.id().value(),
                                request -> request.header("content-type", "application/json")
                                        .POST(BodyPublishers.ofString(CALL)))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS512", "PS256", "ES384"})
    void otherAlgorithmsAreRefusedEvenWithTheRightKey(String algorithm) {
        TestIssuer trusted = TestIssuer.of(algorithm, "a");
        trust(KEY, issuedBy(trusted));
        assertThat(status(trusted.token(Map.of()))).isEqualTo(401);
    }

    @Test
    void aTokenWithoutASignatureOrSignedWithThePublicKeyAsASecretIsRefused() throws Exception {
        TestIssuer trusted = TestIssuer.of("RS256", "a");
        trust(KEY, issuedBy(trusted));
        String payload = base64("{\"exp\":" + Instant.now().plusSeconds(600).getEpochSecond() + "}");
        assertThat(status(base64("{\"alg\":\"none\",\"kid\":\"a\"}") + "." + payload + "."))
                .isEqualTo(401);
        String head = base64("{\"alg\":\"HS256\",\"kid\":\"a\"}");
        for (byte[] secret : List.of(
                trusted.key().getPublicKey().getEncoded(),
                TestIssuer.jwks(trusted).getBytes(StandardCharsets.UTF_8))) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] signature = mac.doFinal((head + "." + payload).getBytes(StandardCharsets.US_ASCII));
            String token = head + "." + payload + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
            assertThat(status(token)).isEqualTo(401);
        }
        String whole = trusted.token(Map.of());
        assertThat(status(whole.substring(0, whole.lastIndexOf('.') + 1))).isEqualTo(401);
        assertThat(status("a.b.c")).isEqualTo(401);
        assertThat(status("")).isEqualTo(401);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTokenHoldsFromItsBeginningToItsEndWithHalfAMinuteOfLeeway() {
        trust(KEY, issuedBy(issuer));
        Instant now = Instant.now();
        assertThat(status(issuer.token(Map.of(), now.minusSeconds(10)))).isEqualTo(200);
        assertThat(status(issuer.token(Map.of(), now.minusSeconds(40)))).isEqualTo(401);
        assertThat(status(issuer.token(Map.of("nbf", now.getEpochSecond() + 10))))
                .isEqualTo(200);
        assertThat(status(issuer.token(Map.of("nbf", now.getEpochSecond() + 60))))
                .isEqualTo(401);
        assertThat(status(issuer.signed(new JwtClaims()))).isEqualTo(401);
        String ends = issuer.token(Map.of(), now.minusSeconds(27));
        assertThat(status(ends)).isEqualTo(200);
        await().untilAsserted(() -> assertThat(status(ends)).isEqualTo(401)); // also when it was verified before
    }

    @Test
    void issuerAndAudienceAreThoseThatTheEndpointWants() {
        trust(KEY, issuedBy(issuer).setIssuer("https://id.example").setAudience("berth"));
        Map<String, Object> right = Map.of("iss", "https://id.example", "aud", List.of("others", "berth"));
        assertThat(status(issuer.token(right))).isEqualTo(200);
        assertThat(status(issuer.token(Map.of("iss", "https://id.example")))).isEqualTo(401);
        assertThat(status(issuer.token(Map.of("aud", "berth")))).isEqualTo(401);
        assertThat(status(issuer.token(Map.of("iss", "https://id.example.evil", "aud", "berth"))))
                .isEqualTo(401);
    }

    @Test
    void aTokenForOneEndpointIsNoneForAnotherAndAKeysIdAloneIsNone() {
        TestIssuer others = TestIssuer.of("ES256", "first");
        trust(KEY, issuedBy(issuer));
        trust(OTHER, issuedBy(others));
        String token = issuer.token(Map.of());
        assertThat(status(token)).isEqualTo(200);
        assertThat(post(OTHER.id().value(), token, CALL).statusCode()).isEqualTo(401);
        assertThat(post(RunningProxy.SHARED.id().value(), token, CALL).statusCode())
                .isEqualTo(401);
        assertThat(post("", token, CALL).statusCode()).isEqualTo(401);
    }

    @Test
    void keysAreRolledOverByTheirIdsAndOneThatIsTakenAwayOpensNothingFromThenOn() {
        TestIssuer next = TestIssuer.of("RS256", "second");
        trust(KEY, issuedBy(issuer));
        String old = issuer.token(Map.of());
        String renewed = next.token(Map.of());
        assertThat(status(old)).isEqualTo(200);
        assertThat(status(renewed)).isEqualTo(401);
        trust(KEY, issuedBy(issuer, next));
        assertThat(status(old)).isEqualTo(200);
        assertThat(status(renewed)).isEqualTo(200);
        trust(KEY, issuedBy(next));
        assertThat(status(old)).isEqualTo(401); // though it was verified before
        assertThat(status(renewed)).isEqualTo(200);
        proxy.access.current().deny(List.of(KEY.id()));
        assertThat(status(renewed)).isEqualTo(401);
    }

    @Test
    void whereATokenIsRequiredAKeyAloneOpensNothing() {
        trust(KEY, issuedBy(issuer).setRequired(true));
        assertThat(proxy.post(KEY, CALL).statusCode()).isEqualTo(401);
        assertThat(post(KEY.text(), issuer.token(Map.of()), CALL).statusCode()).isEqualTo(200);
        assertThat(post(KEY.text(), TestIssuer.of("ES256", "first").token(Map.of()), CALL)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void claimsNarrowListsAndNeverWidenThem() {
        proxy.grant(
                KEY,
                entry -> onPool(entry)
                        .setTokens(issuedBy(issuer))
                        .addAllowedMethods("eth_*")
                        .addAllowedContracts("0xaaaa")
                        .addAllowedContracts("0xbbbb"));
        String id = KEY.id().value();
        String methods = issuer.token(Map.of("berth.methods", List.of("eth_getBalance", "trace_*")));
        assertThat(post(id, methods, CALL).body()).contains("-32004");
        assertThat(post(id, methods, CALL.replace("eth_call", "eth_getBalance")).body())
                .contains("\"result\"");
        assertThat(post(id, methods, CALL.replace("eth_call", "trace_block")).body())
                .contains("-32004");
        String contracts = issuer.token(Map.of("berth.contracts", List.of("0xBBBB", "0xcccc")));
        assertThat(post(id, contracts, CALL).body()).contains("-32004");
        assertThat(post(id, contracts, CALL.replace("0xAAAA", "0xbbbb")).body()).contains("\"result\"");
        assertThat(post(id, contracts, CALL.replace("0xAAAA", "0xcccc")).body()).contains("-32004");
        String two = issuer.token(Map.of("berth.maxBatchItems", 2));
        assertThat(post(id, two, "[" + CALL + "," + CALL + "]").body()).contains("\"result\"");
        assertThat(post(id, two, "[" + CALL + "," + CALL + "," + CALL + "]").body())
                .contains("batch too large");
    }

    @Test
    void claimsNarrowRatesForWhomTheTokenNamesWhicheverTokenOfItsComes() {
        proxy.grant(
                KEY,
                entry -> onPool(entry)
                        .setTokens(issuedBy(issuer))
                        .setLimits(Limits.newBuilder().setCallsPerSecond(20).setBurst(20)));
        String ofA = issuer.token(Map.of("sub", "a", "berth.callsPerSecond", 3, "berth.unitsPerSecond", 100));
        String alsoOfA = issuer.token(Map.of("sub", "a", "berth.callsPerSecond", 3, "jti", "2"));
        String ofB = issuer.token(Map.of("sub", "b", "berth.callsPerSecond", 1_000));
        assertThat(served(ofA, 2)).isEqualTo(2);
        assertThat(served(alsoOfA, 5)).isLessThanOrEqualTo(2); // the third, and what has flowed in meanwhile
        assertThat(post(KEY.id().value(), ofA, CALL).body()).contains("\"limit\":3", "\"of\":\"token\"");
        assertThat(served(ofB, 100)).isBetween(15, 40); // the endpoint's limit is not widened
        assertThat(post(KEY.id().value(), ofB, CALL).body()).contains("\"limit\":20", "\"of\":\"endpoint\"");
    }

    private int served(String token, int tries) {
        int served = 0;
        for (int i = 0; i < tries; i++) if (status(token) == 200) served++;
        return served;
    }

    @Test
    void aTokenWithADaysLimitIsRefusedWhileNobodyGivesOfIt() {
        trust(KEY, issuedBy(issuer));
        String token = issuer.token(Map.of("sub", "a", "berth.callsPerDay", 3));
        assertThat(post(KEY.id().value(), token, CALL).body()).contains("-32603", "3 calls per day of the token");
    }

    @Test
    void claimsHoldAlsoWhereListsAreOnlyTried() {
        proxy.grant(KEY, entry -> onPool(entry).setTokens(issuedBy(issuer)).setListsDryRun(true));
        assertThat(post(KEY.id().value(), issuer.token(Map.of("berth.methods", List.of("eth_getBalance"))), CALL)
                        .body())
                .contains("-32004");
    }

    @Test
    void aClaimThatIsNotOfItsFormOpensNothing() {
        trust(KEY, issuedBy(issuer));
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("berth.methods", List.of()),
                Map.of("berth.methods", 7),
                Map.of("berth.methods", List.of("eth_call", 7)),
                Map.of("berth.contracts", Map.of("a", "b")),
                Map.of("berth.maxBatchItems", "many"),
                Map.of("berth.maxBatchItems", 0),
                Map.of("berth.maxBatchItems", 1L << 33),
                Map.of("berth.callsPerSecond", 5), // of whom?
                Map.of("berth.callsPerSecond", 5, "sub", " "),
                Map.of("berth.callsPerSecond", -1, "sub", "a"),
                Map.of("berth.unitsPerSecond", 1e300, "sub", "a"),
                Map.of("berth.callsPerDay", "5", "sub", "a"),
                Map.of("berth.unitsPerDay", 0, "sub", "a"),
                Map.of("berth.maxBatchItems", 1.5))) {
            assertThat(status(issuer.token(wrong))).as(wrong.toString()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":7}",
                "[]",
                "7",
                "null",
                "{\"alg\":\"ES256\",\"kid\":7}",
                "{\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1}",
                "{\"alg\":\"ES256\",\"crit\":7}",
                "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}",
                "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\"}}"
            })
    void aHeadThatIsNotOfItsFormOpensNothing(String head) {
        trust(KEY, issuedBy(issuer));
        for (String payload : List.of("{\"exp\":9999999999}", "[]", "7", "{\"exp\":\"soon\"}")) {
            for (String signature : List.of("", "AAAA", "A".repeat(86))) {
                assertThat(status(base64(head) + "." + base64(payload) + "." + signature))
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void whoSendsManyTokensThatAreRefusedIsTurnedAwayUnseenAndNobodyElseIs() {
        proxy.close();
        proxy = new RunningProxy(SourceRanges.of(List.of("127.0.0.1")));
        proxy.route(proxy.node());
        trust(KEY, issuedBy(issuer));
        TestIssuer stranger = TestIssuer.of("ES256", "first");
        String known = issuer.token(Map.of("jti", "known"));
        assertThat(from("203.0.113.7", known).statusCode()).isEqualTo(200);

        long begin = System.nanoTime();
        int looked = 0;
        var turnedAway = new ArrayList<HttpResponse<String>>();
        for (int i = 0; i < 200; i++) {
            var answer = from("203.0.113.7", stranger.token(Map.of("jti", i)));
            if (answer.statusCode() == 401) looked++;
            else turnedAway.add(answer);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;

        assertThat((double) looked).isBetween(40.0, 41 + 20 * seconds);
        assertThat(turnedAway).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("retry-after")).hasValue("01");
            assertThat(answer.body()).contains("-32005", "too many tokens were refused");
        });
        assertThat(proxy.registry.get("berth_proxy_unverified_tokens").counter().count())
                .isEqualTo(200 - looked);
        assertThat(from("203.0.113.7", known).statusCode()).isEqualTo(200);
        assertThat(from("198.51.100.7", issuer.token(Map.of("jti", "new"))).statusCode())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(from("203.0.113.7", issuer.token(Map.of("jti", "later")))
                                .statusCode())
                        .isEqualTo(200));
    }

    @Test
    void manySourcesTogetherDoNotMakeItCheckSignaturesWithoutBoundEither() {
        proxy.close();
        proxy = new RunningProxy(SourceRanges.of(List.of("127.0.0.1")));
        proxy.route(proxy.node());
        trust(KEY, issuedBy(issuer));
        trust(OTHER, issuedBy(issuer));
        TestIssuer stranger = TestIssuer.of("ES256", "first");
        long begin = System.nanoTime();
        int looked = 0;
        for (int i = 0; i < 500; i++) {
            String source = "2001:db8:0:" + Integer.toHexString(i) + "::1";
            if (from(source, stranger.token(Map.of("jti", i))).statusCode() == 401) looked++;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat((double) looked).isBetween(199.0, 201 + 100 * seconds);
        assertThat(post(OTHER.id().value(), issuer.token(Map.of()), CALL).statusCode())
                .isEqualTo(200); // another endpoint's
    }

    @Test
    void theSameRefusedTokenIsLookedAtOnce() {
        trust(KEY, issuedBy(issuer));
        String expired = issuer.token(Map.of(), Instant.now().minusSeconds(60));
        for (int i = 0; i < 200; i++) assertThat(status(expired)).isEqualTo(401);
        assertThat(status(issuer.token(Map.of()))).isEqualTo(200);
    }

    private HttpResponse<String> from(String source, String token) {
        return proxy.send(
                "/" + KEY.id().value(),
                request -> request.header("content-type", "application/json")
                        .header("x-forwarded-for", source)
                        .header("authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(CALL)));
    }

    @Test
    void keysThatCannotBeReadOpenNothing() {
        trust(KEY, TokenTrust.newBuilder().setJwksJson("{\"keys\":7}"));
        assertThat(status(issuer.token(Map.of()))).isEqualTo(401);
    }

    @Test
    void aKeyThatWasRotatedWorksForItsOverlapAndEndsByItself() {
        proxy.grant(KEY, entry -> {
            onPool(entry)
                    .getExpiresAtBuilder()
                    .setSeconds(Instant.now().plusSeconds(3).getEpochSecond());
            return entry;
        });
        proxy.grant(OTHER, entry -> onPool(entry).setEndpointId("endpoint-50"));
        assertThat(proxy.post(KEY, CALL).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(proxy.post(KEY, CALL).statusCode()).isEqualTo(401));
        assertThat(proxy.post(OTHER, CALL).statusCode()).isEqualTo(200);
    }
}
