package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proxy.listen.ScriptedNode.Says;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What bitcoin-cli and its kin get. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class BitcoinDialectTest {
    private final RunningProxy proxy;
    private final ScriptedNode node;

    BitcoinDialectTest(HttpClient.Version version) {
        proxy = new RunningProxy(version);
        node = proxy.node();
        proxy.route(node);
        node.script = call -> new Says(200, "{\"result\":" + call.params() + ",\"error\":null,\"id\":$id}\n");
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private String ask(String body) {
        return proxy.answer(RunningProxy.BITCOIN, body);
    }

    @Test
    void anAnswerHasAnErrorThatIsNullAndNoVersion() {
        assertThat(ask("{\"method\":\"getblockhash\",\"params\":[7],\"id\":\"curltest\"}\n"))
                .isEqualTo("{\"result\":[7],\"error\":null,\"id\":\"curltest\"}\n");
        assertThat(ask("{\"jsonrpc\":\"1.0\",\"method\":\"getblockhash\",\"id\":1}"))
                .isEqualTo("{\"result\":[],\"error\":null,\"id\":1}\n");
    }

    @Test
    void parametersMayHaveNames() {
        assertThat(ask("{\"method\":\"getblockhash\",\"params\":{\"height\":7},\"id\":1}"))
                .contains("\"result\":{\"height\":7}");
    }

    @Test
    void aRequestWithoutAnIdIsAnswered() {
        assertThat(ask("{\"method\":\"getblockhash\"}")).isEqualTo("{\"result\":[],\"error\":null,\"id\":null}\n");
    }

    @Test
    void aNodesErrorKeepsItsStatus() {
        node.script = call -> call.method().equals("generatetoaddress")
                ? new Says(
                        500, "{\"result\":null,\"error\":{\"code\":-5,\"message\":\"Invalid address\"},\"id\":$id}\n")
                : new Says(200, "{\"result\":" + call.params() + ",\"error\":null,\"id\":$id}\n");
        var response =
                proxy.post(RunningProxy.BITCOIN, "{\"method\":\"generatetoaddress\",\"params\":[1,\"x\"],\"id\":1}");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body())
                .isEqualTo("{\"result\":null,\"error\":{\"code\":-5,\"message\":\"Invalid address\"},\"id\":1}\n");
        assertThat(proxy.meter.items()).containsEntry("generatetoaddress ANSWERED", 1L);
    }

    @Test
    void berthsOwnErrorsLookLikeTheNodes() {
        var unknown = proxy.post(RunningProxy.BITCOIN, "{\"method\":\"stop\",\"id\":9}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .startsWith("{\"result\":null,\"error\":{\"code\":-32601,")
                .endsWith("\"id\":9}\n");
        var invalid = proxy.post(RunningProxy.BITCOIN, "{\"method\":\"getblockhash\",\"params\":7,\"id\":9}");
        assertThat(invalid.statusCode()).isEqualTo(400);
    }

    @Test
    void noContentTypeIsNeededAndBasicCarriesTheKey() {
        var response = proxy.send(
                "/",
                request -> request.header(
                                "authorization",
                                "Basic "
                                        + java.util.Base64.getEncoder()
                                                .encodeToString(("berth:" + RunningProxy.BITCOIN.text())
                                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                        .POST(BodyPublishers.ofString("{\"method\":\"getblockchaininfo\",\"params\":[],\"id\":1}\n")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"blocks\":16");
    }

    @Test
    void aBatchIsAnArrayWithStatus200() {
        var response = proxy.post(
                RunningProxy.BITCOIN, "[{\"method\":\"getblockhash\",\"id\":1},{\"method\":\"stop\",\"id\":2}]");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"error\":null,\"id\":1", "-32601");
    }
}
