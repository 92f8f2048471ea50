package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.Resets;
import dev.berth.proxy.listen.ScriptedNode.Slowly;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator can find out about a call that a tenant asks about, and what metrics say of all of them. */
class ExplainTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningProxy proxy = new RunningProxy();
    private final ScriptedNode first = proxy.node();
    private final ScriptedNode second = proxy.node();

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void anAnswerNamesItsRequestAndTheOperatorSeesWhoGotItAmongWhom() throws Exception {
        proxy.route(first, second);
        proxy.post(RunningProxy.SHARED, call(1, "eth_call")); // heads are known after it, or soon
        JsonNode told = explained(proxy.post(RunningProxy.SHARED, call(2, "eth_getBalance")));
        JsonNode item = told.at("/items/0");
        JsonNode attempt = item.at("/attempts/0");
        assertThat(told.path("endpointId").asText()).isEqualTo("endpoint-1");
        assertThat(told.path("keyId").asText())
                .isEqualTo(RunningProxy.SHARED.id().value());
        assertThat(item.path("method").asText()).isEqualTo("eth_getBalance");
        assertThat(item.path("computeUnits").isInt()).isTrue();
        assertThat(item.path("outcome").asText()).isEqualTo("ANSWERED");
        assertThat(attempt.path("member").asText()).startsWith("node-");
        assertThat(attempt.path("end").asText()).isEqualTo("ANSWERED");
        assertThat(attempt.path("candidates")).hasSize(2);
        assertThat(attempt.path("tookMillis").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(item.path("tookMillis").asDouble());
    }

    @Test
    void aCallThatWasTriedTwiceSaysWhyAndIsListedAsNotable() throws Exception {
        first.script = _ -> new Resets();
        second.script = _ -> new Resets();
        proxy.route(first, second);
        HttpResponse<String> answer = proxy.post(RunningProxy.SHARED, call(1, "eth_call"));
        JsonNode item = explained(answer).at("/items/0");
        assertThat(item.path("attempts")).hasSize(2).allSatisfy(attempt -> {
            assertThat(attempt.path("end").asText()).isEqualTo("FAILED");
            assertThat(attempt.path("reason").asText()).isNotEmpty();
        });
        assertThat(item.path("refusal").asText()).isEqualTo("UPSTREAM_FAULT");
        assertThat(JSON.readTree(proxy.operator("/debug/explain").body()))
                .anySatisfy(listed -> assertThat(listed.path("requestId").asText())
                        .isEqualTo(answer.headers().firstValue("x-request-id").orElseThrow()));
    }

    @Test
    void everyItemOfABatchIsTold() throws Exception {
        proxy.route(first);
        JsonNode told = explained(proxy.post(
                RunningProxy.SHARED,
                "[" + call(1, "eth_call") + "," + call(2, "no_such") + ",7," + call(4, "eth_call") + "]"));
        assertThat(told.path("items")).hasSize(4);
        assertThat(told.at("/items/1/refusal").asText()).isEqualTo("METHOD_NOT_FOUND");
        assertThat(told.at("/items/1").has("method"))
                .as("no text of the caller's")
                .isFalse();
        assertThat(told.at("/items/2/refusal").asText()).isEqualTo("INVALID_REQUEST");
        assertThat(told.at("/items/3/outcome").asText()).isEqualTo("ANSWERED");
    }

    @Test
    void aReadThatWasSharedNamesTheRequestThatAskedTheNode() throws Exception {
        proxy.route(first);
        first.script = _ -> new Slowly(400, new Answers("1"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = threads.submit(() -> proxy.post(RunningProxy.SHARED, call(1, "eth_getBalance")));
            await().until(() -> first.asked().size() == 1);
            JsonNode joined = explained(proxy.post(RunningProxy.SHARED, call(2, "eth_getBalance")));
            assertThat(joined.at("/items/0/sharedWith").asText())
                    .isEqualTo(asking.get().headers().firstValue("x-request-id").orElseThrow());
            assertThat(joined.at("/items/0/attempts")).isEmpty();
        }
    }

    @Test
    void whatIsNotKnownOrNoRequestIdIsSaidSo() {
        assertThat(proxy.operator("/debug/explain/0123456789abcdef").statusCode())
                .isEqualTo(404);
        HttpResponse<String> wrong = proxy.operator("/debug/explain/" + RunningProxy.SHARED.text());
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).doesNotContain(RunningProxy.SHARED.text()).contains("16 hexadecimal digits");
    }

    @Test
    void metricsTellNodesAndClassesApartAndHoldNothingThatACallerWrote() {
        proxy.route(first, second);
        proxy.post(RunningProxy.SHARED, call(1, "eth_call"));
        proxy.post(RunningProxy.DEDICATED, call(1, "eth_call"));
        proxy.post(RunningProxy.SHARED, call(1, "trace_of_my_secret"));
        proxy.post(RunningProxy.SHARED, call(1, "what_is_this"));
        String metrics = proxy.operator("/metrics").body();
        assertThat(metrics)
                .contains(
                        "berth_proxy_items_total{endpoint_class=\"shared\",method_class=\"small\",network=\"devnet\",outcome=\"ANSWERED\"}"
                            + " 1.0",
                        "berth_proxy_items_total{endpoint_class=\"dedicated\",method_class=\"small\",network=\"devnet\",outcome=\"ANSWERED\"}"
                            + " 1.0",
                        "berth_proxy_items_total{endpoint_class=\"shared\",method_class=\"trace\",network=\"devnet\",outcome=\"ANSWERED\"}"
                            + " 1.0",
                        "berth_proxy_items_total{endpoint_class=\"shared\",method_class=\"unknown\",network=\"devnet\",outcome=\"REFUSED\"}"
                            + " 1.0",
                        "berth_proxy_item_seconds_bucket{endpoint_class=\"shared\",method_class=\"trace\",network=\"devnet\",le=\"5.0E-4\"}",
                        "berth_proxy_attempts_total{end=\"ANSWERED\",method_class=\"small\",network=\"devnet\",node=\"only\"}"
                            + " 1.0")
                .doesNotContain(
                        "secret", "what_is_this", RunningProxy.SHARED.id().value());
        proxy.metrics.keepOnly(Set.of("node-1", "node-2"));
        assertThat(proxy.operator("/metrics").body()).doesNotContain("node=\"only\"");
    }

    private JsonNode explained(HttpResponse<String> answer) throws IOException {
        String request = answer.headers().firstValue("x-request-id").orElseThrow();
        HttpResponse<String> told = proxy.operator("/debug/explain/" + request);
        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        assertThat(told.body()).doesNotContain(RunningProxy.SHARED.text());
        return JSON.readTree(told.body());
    }

    private static String call(int id, String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":[]}".formatted(id, method);
    }
}
