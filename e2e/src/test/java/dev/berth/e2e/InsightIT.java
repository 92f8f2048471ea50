package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.cli.client.ApiAccess;
import dev.berth.cli.client.ApiProblem;
import dev.berth.cli.client.BerthApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a tenant can find out about its own calls: how long they take, how they fail, what became of one. */
@ExtendWith(SharedBerth.class)
final class InsightIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NETWORK = "ethereum-devnet";

    private final BerthInstallation berth;

    InsightIT(BerthInstallation berth) {
        this.berth = berth;
    }

    @Test
    void aTenantSeesTheTimesAndErrorsOfItsCallsAndWhatBecameOfOneAndNobodyElseDoes() throws Exception {
        String answered = call("eth_chainId", "[]");
        String failed = call("eth_getBalance", "[\"no address\"]");
        BerthApi tenant = berth.tenant();
        String endpoint = endpoint(tenant);

        JsonNode told = tenant.get("/calls/" + answered);
        assertThat(told.at("/endpoint/id").asText()).isEqualTo(endpoint);
        assertThat(told.at("/items/0/method").asText()).isEqualTo("eth_chainId");
        assertThat(told.at("/items/0/outcome").asText()).isEqualTo("ANSWERED");
        assertThat(told.at("/items/0/attempts/0/tookMillis").asDouble()).isPositive();
        assertThat(told.at("/items/0/attempts/0").has("candidates")).isFalse();
        assertThat(berth.operator().get("/calls/" + answered).at("/items/0/attempts/0/candidates"))
                .isNotEmpty();
        assertThatThrownBy(() -> stranger().get("/calls/" + answered))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> assertThat(problem.status()).isEqualTo(404));
        assertThat(berth.berth("calls", "explain", "--as=tenant", answered).output())
                .contains("eth_chainId");

        await("p50").atMost(PATIENCE).untilAsserted(() -> {
            JsonNode latency = tenant.get("/endpoints/" + endpoint + "/latency");
            assertThat(latency.at("/whole/p50Millis").asDouble()).isPositive();
            assertThat(latency.at("/whole/p99Millis").asDouble())
                    .isGreaterThanOrEqualTo(latency.at("/whole/p50Millis").asDouble());
            assertThat(tenant.get("/latency").at("/whole/calls").asLong()).isPositive();
        });
        await("errors")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                tenant.get("/endpoints/" + endpoint + "/errors").path("groups"))
                        .anySatisfy(group -> {
                            assertThat(group.path("method").asText()).isEqualTo("eth_getBalance");
                            assertThat(group.path("by").asText()).isEqualTo("node");
                            assertThat(group.path("code").asInt()).isNegative();
                            assertThat(group.path("requestIds"))
                                    .anySatisfy(id -> assertThat(id.asText()).isEqualTo(failed));
                        }));
        assertThat(stranger().get("/latency").at("/whole/calls").asLong()).isZero();
        assertThat(berth.berth("endpoints", "errors", "--as=tenant", endpoint).output())
                .contains("eth_getBalance", failed);
        assertThat(berth.berth("endpoints", "latency", "--as=tenant", endpoint).output())
                .contains("p50Millis");
    }

    /** Makes a call, and returns the id of its request. */
    private String call(String method, String params) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(berth.endpoint(NETWORK))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString())
                    .headers()
                    .firstValue("x-request-id")
                    .orElseThrow();
        }
    }

    private static String endpoint(BerthApi tenant) {
        return tenant.list("/endpoints", Map.of("network", NETWORK), 1)
                .get(0)
                .path("id")
                .asText();
    }

    /** An owner of another tenant. */
    private BerthApi stranger() {
        BerthApi operator = berth.operator();
        if (operator.list("/tenants", Map.of(), 100)
                .valueStream()
                .noneMatch(tenant -> tenant.path("name").asText().equals("curious")))
            operator.perform(
                    "/tenants", Map.of(), JsonNodeFactory.instance.objectNode().put("name", "curious"));
        String key = operator.perform(
                        "/api-keys",
                        Map.of("tenant", "curious"),
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("name", "of a test")
                                .put("role", "owner"))
                .path("key")
                .asText();
        return new BerthApi(new ApiAccess(URI.create(berth.quickstart().api()), key));
    }
}
