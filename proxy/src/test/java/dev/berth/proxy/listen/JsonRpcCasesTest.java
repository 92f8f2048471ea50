package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.Says;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JSON-RPC 2.0 client gets, from outside: the edge cases where proxies differ from geth. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class JsonRpcCasesTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"eth_call\"}";

    private final RunningProxy proxy;
    private final ScriptedNode node;

    JsonRpcCasesTest(HttpClient.Version version) {
        proxy = new RunningProxy(version);
        node = proxy.node();
        proxy.route(node);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private String ask(String body) {
        return proxy.answer(RunningProxy.SHARED, body);
    }

    private static String call(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"eth_call\",\"params\":[]}";
    }

    private static String answered(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":\"eth_call\"}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "9007199254740993",
                "18446744073709551616",
                "1e3",
                "1.5",
                "\"\"",
                "\"日本\"",
                "\"\\u0041\"",
                "null",
                "-0.0",
                "true",
                "\"a\\\"b\""
            })
    void anIdComesBackByteForByte(String id) {
        assertThat(ask(call(id))).isEqualTo(answered(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "[1]", "{\"a\":1}"})
    void anIdThatIsAnArrayOrObjectIsInvalid(String id) {
        assertThat(ask(call(id))).startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,");
    }

    @Test
    void aNotificationIsExecutedAndHasNoAnswer() {
        var response = proxy.post(RunningProxy.SHARED, "{\"jsonrpc\":\"2.0\",\"method\":\"eth_call\",\"params\":[1]}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(node.asked()).hasSize(1);
        String two = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_call\"}";
        assertThat(ask("[" + two + "," + two + "]")).isEmpty();
        assertThat(ask("[" + two + "," + CALL + "]")).isEqualTo("[" + ANSWER + "]");
    }

    @Test
    void anEmptyBatchIsOneError() {
        assertThat(ask(" [ ] "))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"empty batch\"}}");
    }

    @Test
    void badItemsOfABatchAreErrorsAndGoodOnesRun() {
        String bad = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"invalid request\"}}";
        assertThat(ask("[1]")).isEqualTo("[" + bad + "]");
        assertThat(ask("\t\r\n [1, " + CALL + ",[" + CALL + "]]"))
                .isEqualTo("[" + bad + "," + ANSWER + "," + bad + "]");
    }

    @Test
    void answersOfABatchComeInTheOrderOfItsCallsHoweverLongEachTakes() {
        node.script = call -> new ScriptedNode.Slowly(
                call.params().get(0).asLong(), new Answers(call.params().get(0).toString()));
        String batch = IntStream.range(0, 100)
                .mapToObj(i ->
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_call\",\"params\":[" + (103 - i) / 4 + "]}")
                .collect(Collectors.joining(",", "[", "]"));
        String expected = IntStream.range(0, 100)
                .mapToObj(i -> "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":" + (103 - i) / 4 + "}")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(ask(batch)).isEqualTo(expected);
    }

    @Test
    void aCallOfABatchThatFailsSpoilsNoOther() {
        node.script = call -> switch (call.params().path(0).asText()) {
            case "dies" -> new ScriptedNode.Resets();
            case "reverts" -> new Says(200, "{\"id\":$id,\"error\":{\"code\":3,\"message\":\"reverted\"}}");
            default -> new Answers("1");
        };
        var response = proxy.post(
                RunningProxy.SHARED,
                "[" + CALL.replace("[]", "[\"dies\"]") + "," + CALL.replace("[]", "[\"reverts\"]") + "," + CALL + "]");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .matches(
                        "\\[\\{.*\"error\":\\{\"code\":-32603,.*},\\{.*\"error\":\\{\"code\":3,\"message\":\"reverted\"}},"
                            + "\\{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}]");
        String failing = CALL.replace("[]", "[\"dies\"]");
        assertThat(proxy.post(RunningProxy.SHARED, "[" + failing + "," + failing + "]")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aKeyThatStandsTwiceIsRefusedAndReachesNoNode() {
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"method\":\"admin_peers\"}"))
                .contains("\"code\":-32600");
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"\\u006dethod\":\"admin_peers\"}"))
                .contains("\"code\":-32600");
        assertThat(node.asked()).isEmpty();
    }

    @Test
    void aThousandItemsAreABatchAndOneMoreIsTooMany() {
        String thousand = IntStream.range(0, 1000)
                .mapToObj(Integer::toString)
                .map(JsonRpcCasesTest::call)
                .collect(Collectors.joining(","));
        assertThat(ask("[" + thousand + "]"))
                .startsWith("[" + answered("0") + ",")
                .endsWith(answered("999") + "]");
        var response = proxy.post(RunningProxy.SHARED, "[" + thousand + "," + CALL + "]");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(
                        "[{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32600,\"message\":\"batch too large\"}}]");
    }

    @Test
    void anotherVersionIsInvalidAndKeepsItsId() {
        assertThat(ask("{\"id\":5,\"method\":\"eth_call\"}"))
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32600,");
        assertThat(ask("{\"jsonrpc\":\"1.0\",\"id\":5,\"method\":\"eth_call\"}"))
                .contains("\"code\":-32600");
        assertThat(ask("{\"jsonrpc\":\"\\u0032.0\",\"id\":5,\"method\":\"eth_call\"}"))
                .isEqualTo(answered("5"));
    }

    @Test
    void noParamsAndNullAndAnEmptyArrayAreOne() {
        ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\"}");
        ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":null}");
        ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}");
        assertThat(node.asked()).hasSize(3).allSatisfy(body -> assertThat(body).contains("\"params\":[]"));
    }

    @Test
    void namedParamsAreInvalid() {
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":{\"a\":1}}"))
                .contains("\"code\":-32602");
    }

    @Test
    void theNodeGetsWhatWasParsedAndNothingElse() {
        ask("{ \"x\": 1, \"params\" : [ {\"to\": \"0x\\u0061\"} ], \"\\u006dethod\": \"eth_\\u0063all\", \"id\":"
                + " \"mine\", \"jsonrpc\": \"2.0\"}");
        assertThat(node.asked())
                .singleElement()
                .asString()
                .matches("\\{\"jsonrpc\":\"2\\.0\",\"id\":\\d+,\"method\":\"eth_call\",\"params\":\\[ \\{\"to\":"
                        + " \"0x\\\\u0061\"} ]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x08c379a0\"}",
                "{ \"message\":\"\\u0061\", \"code\":-32000 , \"data\":{\"b\":[1.0, 1e2]}}",
                "{\"code\":-38001,\"message\":\"vendor's own\"}"
            })
    void aNodesErrorPassesByteForByte(String error) {
        node.script = _ -> new Says(200, "{\"jsonrpc\":\"2.0\",\"id\":$id,\"error\":" + error + "}");
        var response = proxy.post(RunningProxy.SHARED, CALL);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":" + error + "}");
        assertThat(node.asked()).hasSize(1);
    }

    @Test
    void aNullResultIsAnAnswerAndAnErrorBesideAResultWins() {
        node.script = _ -> new Answers("null");
        assertThat(ask(CALL)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}");
        node.script = _ -> new Says(200, "{\"id\":$id,\"result\":null,\"error\":{\"code\":1,\"message\":\"m\"}}");
        assertThat(ask(CALL)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"m\"}}");
        node.script = _ -> new Says(200, "{\"id\":$id,\"result\":2,\"error\":null}");
        assertThat(ask(CALL)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":2}");
    }

    @Test
    void aValueInAResultComesThroughByteForByte() {
        String value = "{ \"b\" : 1.00, \"a\":\"\\u00e9\\ud800\", \"n\":[1e400 , -0] }";
        node.script = _ -> new Answers(value);
        assertThat(ask(CALL)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + value + "}");
    }

    @Test
    void unknownAndDeniedMethodsStayAtTheProxyAndKeepTheirId() {
        for (String method :
                new String[] {"eth_nothing", "admin_peers", "ETH_CALL", "eth_call ", "eth_subscribe", "anvil_mine", ""
                }) {
            String answer = ask("{\"jsonrpc\":\"2.0\",\"id\":\"k\",\"method\":\"" + method + "\"}");
            assertThat(answer).startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"k\",\"error\":{\"code\":-326");
        }
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\"}"))
                .contains("notifications not supported");
        assertThat(node.asked()).isEmpty();
        String mine = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"anvil_mine\"}";
        assertThat(proxy.answer(RunningProxy.DEDICATED, mine)).contains("\"result\"");
    }

    @Test
    void whatIsNotJsonIsAParseErrorWithStatus400() {
        for (String body : new String[] {
            "", "{", "nope", "\uFEFF" + CALL, CALL + "x", "{\"jsonrpc\":\"2.0\",\"id\":1,}", "[" + CALL
        }) {
            var response = proxy.post(RunningProxy.SHARED, body);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,");
        }
    }

    @Test
    void nestingIsBounded() {
        String deep = "[".repeat(600) + "]".repeat(600);
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":" + deep + "}"))
                .contains("nested too deeply");
    }

    @Test
    void tenMegabytesAreTooMany() {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[\"" + "a".repeat(10 << 20) + "\"]}";
        var response = proxy.post(RunningProxy.SHARED, body);
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("\"code\":-32004");
    }

    @Test
    void textThatIsNotUtf8IsAParseErrorAndItsBytesGoNowhere() {
        byte[] body = CALL.replace("eth_call", "eth_\u00ff").getBytes(StandardCharsets.ISO_8859_1);
        var response = proxy.send(
                "/" + RunningProxy.SHARED.text(),
                request -> request.header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(ask(CALL.replace("eth_call", "eth\\u0000call"))).contains("-32601");
        assertThat(ask(CALL.replace("eth_call", "eth\\ud800call"))).contains("-32700");
        assertThat(node.asked()).isEmpty();
    }

    @Test
    void aTargetWithoutRoutesIsAPassingFault() {
        var response = proxy.post(RunningProxy.NOWHERE, CALL);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void everyItemIsCountedOnceByItsOutcome() {
        var fresh = new RunningProxy();
        try (fresh) {
            fresh.route(fresh.node());
            fresh.answer(RunningProxy.SHARED, CALL);
            fresh.answer(
                    RunningProxy.SHARED,
                    "[" + CALL + ",1,{\"jsonrpc\":\"2.0\",\"method\":\"eth_call\"}," + call("\"\"") + "]");
            fresh.answer(RunningProxy.SHARED, "nope");
            fresh.answer(RunningProxy.SHARED, "[]");
            fresh.answer(RunningProxy.SHARED, CALL.replace("eth_call", "eth_unknown"));
            fresh.answer(RunningProxy.SHARED, CALL.replace("eth_call", "anvil_mine"));
            fresh.answer(RunningProxy.SHARED, CALL.replace("eth_call", "trace_block"));
            assertThat(fresh.meter.items())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "eth_call ANSWERED", 4L,
                            "(other) INVALID", 3L,
                            "(other) REFUSED", 1L,
                            "anvil_mine REFUSED", 1L,
                            "trace ANSWERED", 1L));
        }
    }

    @Test
    void whatCannotBeCountedIsNotAnswered() {
        try (var fresh = new RunningProxy()) {
            fresh.route(fresh.node());
            fresh.meter.full = true;
            assertThat(fresh.post(RunningProxy.SHARED, CALL).statusCode()).isEqualTo(503);
            assertThat(fresh.answer(RunningProxy.SHARED, "[" + CALL + "]"))
                    .startsWith("[{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603,");
        }
    }
}
