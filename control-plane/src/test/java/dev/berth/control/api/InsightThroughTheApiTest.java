package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.feed.ProxyServer;
import dev.berth.control.insight.TellingProxy;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InsightThroughTheApiTest {
    private static final String CALL = "00000000000000aa";

    private static RunningApi api;
    private static ProxyServer server;
    private static TellingProxy proxy;
    private static String owner;
    private static String stranger;

    @BeforeAll
    static void start() throws IOException {
        api = new RunningApi();
        owner = api.tenantKey("acme", "owner");
        stranger = api.tenantKey("globex", "owner");
        String endpoint = api.post("/api/v1/endpoints", owner, "{\"name\": \"web\", \"pool\": \"devnet\"}")
                .json()
                .get("id")
                .asText();
        api.execute("""
            insert into call_latency (subject_id, tenant_id, step_seconds, at, buckets, counts)
            select s, tenant_id, 60, date_trunc('minute', now()) - i * interval '1 minute', '{111, 127}', '{98, 2}'
            from endpoint, unnest(array[endpoint_id, tenant_id]) as s, generate_series(0, 9) as i where name = 'web';
            insert into call_error (endpoint_id, tenant_id, at, method, refusal, code, http_status, items, first_at, last_at, request_ids)
            select endpoint_id, tenant_id, date_trunc('hour', now()), method, refusal, code, status, 4, now(), now(), array['%s']
            from endpoint, (values ('eth_call', '', 3, 200), ('(other)', 'RATE_LIMITED', -32005, 429)) as e (method, refusal, code, status)
            where name = 'web'\
            """.formatted(CALL));
        server = TellingProxy.server(api.database, api.questions);
        proxy = new TellingProxy(server).hello().remembers(CALL, explanation(endpoint));
    }

    /** As a proxy says it. */
    private static String explanation(String endpoint) {
        return """
            {"requestId": "%s", "at": "2026-11-23T10:00:00Z", "endpointId": "%s", "keyId": "abcdefghijkl", "network": "ethereum-devnet",
             "targetId": "pool-of-the-operator",
             "items": [{"item": 0, "method": "eth_call", "computeUnits": 26, "sku": "eth_call", "outcome": "FAILED", "tookMillis": 12.5,
                        "refusal": "UPSTREAM_FAULT", "reason": "the node gave no valid answer: 10.1.2.3 is busy", "sharedWith": "00000000000000bb",
                        "attempts": [{"member": "devnet-1", "atMillis": 0.1, "end": "FAILED", "tookMillis": 12.1, "reason": "10.1.2.3 is busy",
                                      "candidates": [{"member": "devnet-1", "inFlight": 7}]}]}]}\
            """.formatted(CALL, endpoint);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        server.close();
        api.close();
    }

    @Test
    void anEndpointsTimesAndThoseOfAllTogetherArePercentilesByStep() {
        for (String path : new String[] {"/api/v1/endpoints/web/latency", "/api/v1/latency"}) {
            JsonNode latency = api.get(path, owner).json();
            assertThat(latency.at("/whole/calls").asLong()).as(path).isEqualTo(1_000);
            assertThat(latency.at("/whole/p50Millis").asDouble()).isEqualTo(1.008);
            assertThat(latency.at("/whole/p99Millis").asDouble()).isEqualTo(2.016);
            assertThat(latency.path("points")).hasSize(10);
            assertThat(latency.at("/points/9/p90Millis").asDouble()).isEqualTo(1.008);
        }
        JsonNode none = api.get("/api/v1/latency", stranger).json();
        assertThat(none.at("/whole/calls").asLong()).isZero();
        assertThat(none.at("/whole/p50Millis").isNull()).isTrue();
        assertThat(api.get("/api/v1/latency?step=hour", api.operator())
                        .json()
                        .at("/whole/calls")
                        .asLong())
                .isEqualTo(1_000);
    }

    @Test
    void aStretchThatIsNoneIsRefused() {
        for (String query : new String[] {
            "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"
        }) assertThat(api.get("/api/v1/latency?" + query, owner).status()).isEqualTo(400);
    }

    @Test
    void errorsAreGroupsWithWhoseTheyAreAndRequestsToAskAbout() {
        JsonNode groups = api.get("/api/v1/endpoints/web/errors", owner).json().get("groups");
        assertThat(groups).hasSize(2);
        assertThat(groups).anySatisfy(group -> {
            assertThat(group.get("by").asText()).isEqualTo("node");
            assertThat(group.get("code").asInt()).isEqualTo(3);
            assertThat(group.get("calls").asInt()).isEqualTo(4);
            assertThat(group.at("/requestIds/0").asText()).isEqualTo(CALL);
            assertThat(group.get("message").isNull()).isTrue();
        });
        assertThat(groups).anySatisfy(group -> {
            assertThat(group.get("refusal").asText()).isEqualTo("RATE_LIMITED");
            assertThat(group.get("message").asText()).isEqualTo("limit exceeded");
            assertThat(group.get("httpStatus").asInt()).isEqualTo(429);
        });
    }

    @Test
    void aTenantIsToldWhatBecameOfItsCallAndNothingOfOthersOrOfHosts() {
        var answer = api.get("/api/v1/calls/" + CALL, owner);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode item = answer.json().at("/items/0");
        assertThat(answer.json().at("/endpoint/name").asText()).isEqualTo("web");
        assertThat(item.get("message").asText()).isEqualTo("the node gave no valid answer");
        assertThat(item.get("computeUnits").asInt()).isEqualTo(26);
        assertThat(item.get("shared").asBoolean()).isTrue();
        assertThat(item.at("/attempts/0/among").asInt()).isOne();
        assertThat(answer.text())
                .contains("devnet-1")
                .doesNotContain("10.1.2.3", "inFlight", "00000000000000bb", "pool-of-the-operator");
    }

    @Test
    void anOperatorSeesAllOfIt() {
        assertThat(api.get("/api/v1/calls/" + CALL, api.operator()).text())
                .contains("10.1.2.3 is busy", "inFlight", "00000000000000bb", "pool-of-the-operator");
    }

    @Test
    void aCallOfAnotherTenantAndOneThatNobodyRemembersLookAlike() {
        var foreign = api.get("/api/v1/calls/" + CALL, stranger);
        var unknown = api.get("/api/v1/calls/00000000000000cc", stranger);
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.word()).isEqualTo("not-found");
        assertThat(foreign.json().get("detail").asText().replace(CALL, "00000000000000cc"))
                .isEqualTo(unknown.json().get("detail").asText())
                .contains("one proxy was asked");
        assertThat(api.get("/api/v1/calls/nothing", owner).status()).isEqualTo(400);
    }
}
