package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.Limits;
import dev.berth.proxy.access.TestKey;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys, verbs, CORS, limits and lists, from outside. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class HttpEdgeTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final String KEY = RunningProxy.SHARED.text();

    private final RunningProxy proxy;

    HttpEdgeTest(HttpClient.Version version) {
        proxy = new RunningProxy(version);
        proxy.route(proxy.node());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private HttpResponse<String> post(String path, String... headers) {
        return proxy.send(path, request -> {
            request.header("content-type", "application/json").POST(BodyPublishers.ofString(CALL));
            return headers.length == 0 ? request : request.headers(headers);
        });
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aKeyIsTakenFromEveryPlaceWhereItMayStand() {
        assertThat(post("/" + KEY).statusCode()).isEqualTo(200);
        assertThat(post("/" + KEY + "/").statusCode()).isEqualTo(200);
        assertThat(post("/" + KEY + "?x=1").statusCode()).isEqualTo(200);
        assertThat(post("/", "authorization", "Bearer " + KEY).statusCode()).isEqualTo(200);
        assertThat(post("/", "x-api-key", KEY).statusCode()).isEqualTo(200);
        assertThat(post("/", "authorization", basic("berth", KEY)).statusCode()).isEqualTo(200);
        assertThat(post("/", "authorization", basic(KEY, "")).statusCode()).isEqualTo(200);
    }

    @Test
    void everyWrongKeyHasTheSameAnswerAndNoneIsUsage() {
        long before = proxy.meter.total();
        String unknown = new TestKey(99).text();
        String wrongSecret = KEY.substring(0, 30) + "t" + KEY.substring(31);
        var answers = List.of(
                post("/" + unknown),
                post("/" + wrongSecret),
                post("/nonsense"),
                post("/"),
                post("/", "authorization", "Basic !"),
                post("/", "authorization", "Digest x"));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body())
                    .isEqualTo(answers.getFirst().body())
                    .contains("-32001")
                    .doesNotContain("berth_");
        });
        assertThat(post("/a/b").statusCode()).isEqualTo(404);
        assertThat(proxy.meter.total()).isEqualTo(before);
    }

    @Test
    void aKeyEndsWhenItIsRevokedDeniedOrExpired() {
        var revoked = new TestKey(10);
        var denied = new TestKey(11);
        var expired = new TestKey(12);
        for (TestKey key : List.of(revoked, denied)) proxy.grant(key, HttpEdgeTest::onPool);
        assertThat(proxy.post(revoked, CALL).statusCode()).isEqualTo(200);
        proxy.grant(revoked, entry -> entry.setTombstone(true));
        assertThat(proxy.post(revoked, CALL).statusCode()).isEqualTo(401);
        proxy.access.current().deny(List.of(denied.id()));
        proxy.grant(denied, HttpEdgeTest::onPool);
        assertThat(proxy.post(denied, CALL).statusCode()).isEqualTo(401);
        proxy.grant(expired, entry -> {
            onPool(entry).getExpiresAtBuilder().setSeconds(1);
            return entry;
        });
        assertThat(proxy.post(expired, CALL).statusCode()).isEqualTo(401);
    }

    private static AccessEntry.Builder onPool(AccessEntry.Builder entry) {
        return entry.setTargetId("pool").setNetwork("devnet");
    }

    @Test
    void aGetSaysWhatThisIsAndOtherVerbsWhatIsAllowed() {
        var get = proxy.send("/" + KEY, HttpRequest.Builder::GET);
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.body()).contains("POST JSON-RPC").doesNotContain(KEY);
        for (String verb : List.of("PUT", "DELETE", "PATCH", "TRACE")) {
            var other = proxy.send("/" + KEY, request -> request.method(verb, BodyPublishers.noBody()));
            assertThat(other.statusCode()).isEqualTo(405);
            assertThat(other.headers().firstValue("allow")).hasValue("POST, GET, HEAD, OPTIONS");
        }
    }

    @Test
    void aBrowserMayAskFromAnywhere() {
        var preflight = proxy.send(
                "/" + KEY,
                request -> request.method("OPTIONS", BodyPublishers.noBody())
                        .header("origin", "https://dapp.example")
                        .header("access-control-request-headers", "content-type,x-api-key"));
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                .hasValue("*");
        assertThat(preflight.headers().firstValue("access-control-allow-headers"))
                .hasValue("content-type,x-api-key");
        var call = post("/" + KEY, "origin", "https://dapp.example");
        assertThat(call.headers().firstValue("access-control-allow-origin")).hasValue("*");
        assertThat(call.headers().firstValue("access-control-expose-headers"))
                .hasValue("retry-after, x-request-id, x-berth-would-refuse");
    }

    @Test
    void callsPerSecondAreLimitedOverAllKeysOfAnEndpointAndItemsCountOneByOne() {
        var one = new TestKey(20);
        var other = new TestKey(21);
        var limits = Limits.newBuilder().setCallsPerSecond(1).setBurst(3);
        for (TestKey key : List.of(one, other)) {
            proxy.grant(key, entry -> onPool(entry).setEndpointId("limited").setLimits(limits));
        }
        assertThat(proxy.post(one, CALL).statusCode()).isEqualTo(200);
        String batch = proxy.answer(other, "[" + CALL + "," + CALL + "," + CALL + "]");
        assertThat(batch.split("\"result\"", -1)).hasSize(3);
        assertThat(batch)
                .contains(
                        "\"code\":-32005",
                        "limit exceeded: 1 calls per second of the endpoint",
                        "\"data\":{\"limit\":1,\"window\":\"1s\",\"retryAfterMs\":",
                        "\"unit\":\"calls\",\"of\":\"endpoint\"}");
        var refused = proxy.post(one, CALL);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("01");
        assertThat(proxy.meter.items()).containsEntry("eth_call REFUSED", 2L);
    }

    @Test
    void aDaysLimitOfWhichNothingCanBeLearnedLetsNothingThroughAndSaysSo() {
        var key = new TestKey(22);
        proxy.grant(
                key,
                entry -> onPool(entry)
                        .setEndpointId("a-day")
                        .setLimits(Limits.newBuilder().setCallsPerDay(5)));
        var refused = proxy.post(key, CALL);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("01");
        assertThat(refused.body()).contains("cannot be learned now", "5 calls per day of the endpoint");
    }

    @Test
    void aKeysOwnLimitIsNamedAndLeavesTheOthersOfItsEndpointAlone() {
        var limited = new TestKey(23);
        var other = new TestKey(24);
        var own = Limits.newBuilder().setUnitsPerSecond(1);
        proxy.grant(limited, entry -> onPool(entry).setEndpointId("shared").setKeyLimits(own));
        proxy.grant(other, entry -> onPool(entry).setEndpointId("shared"));
        String batch = "[" + CALL + "," + CALL + "," + CALL + "]";
        assertThat(proxy.answer(limited, batch)).contains("1 compute units per second of the key");
        assertThat(proxy.answer(other, batch)).doesNotContain("error");
    }

    @Test
    void anEndpointMayAllowMethodsAndBatchesOfItsOwn() {
        var key = new TestKey(30);
        proxy.grant(
                key,
                entry -> onPool(entry)
                        .addAllowedMethods("eth_get*")
                        .addAllowedMethods("eth_blockNumber")
                        .setLimits(Limits.newBuilder().setMaxBatchItems(2)));
        assertThat(proxy.answer(key, CALL.replace("eth_call", "eth_getBalance")))
                .contains("\"result\"");
        assertThat(proxy.answer(key, CALL.replace("eth_call", "eth_blockNumber")))
                .contains("\"result\"");
        var refused = proxy.post(key, CALL);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":-32004");
        String three = IntStream.range(0, 3).mapToObj(_ -> CALL).collect(Collectors.joining(",", "[", "]"));
        assertThat(proxy.answer(key, three)).contains("batch too large");
    }
}
