package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.Asked;
import dev.berth.proxy.listen.ScriptedNode.Does;
import dev.berth.proxy.listen.ScriptedNode.KeepsSilent;
import dev.berth.proxy.listen.ScriptedNode.Resets;
import dev.berth.proxy.listen.ScriptedNode.Says;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signed transaction that had to be sent twice: what its sender hears is what became of it. */
class TransactionsTest {
    private static final String SIGNED =
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939"
                    + "bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64"
                    + "214b297fb1966a3b6d83";
    private static final String HASH = "0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788";
    private static final String SEND =
            "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"eth_sendRawTransaction\",\"params\":[\"" + SIGNED
                    + "\"]}";
    private static final String SENT = "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"result\":\"" + HASH + "\"}";

    private final AtomicInteger sent = new AtomicInteger();
    private RunningProxy proxy;
    private ScriptedNode one;
    private ScriptedNode other;

    @BeforeEach
    void start() {
        proxy = new RunningProxy();
        one = proxy.node();
        other = proxy.node();
        proxy.route(one, other);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    /** Whichever member is asked first does that, and the one that is asked then does this. */
    private void nodes(Does first, Does then, String found) {
        one.script = other.script = call -> step(call, first, then, found);
    }

    private Does step(Asked call, Does first, Does then, String found) {
        if (!call.method().startsWith("eth_send")) {
            assertThat(call.params().get(0).asText()).isEqualTo(HASH);
            return new Answers(found);
        }
        return sent.getAndIncrement() == 0 ? first : then;
    }

    private static Does error(String message) {
        return new Says(
                200, "{\"jsonrpc\":\"2.0\",\"id\":$id,\"error\":{\"code\":-32000,\"message\":\"" + message + "\"}}");
    }

    private String error(String id, String message) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32000,\"message\":\"" + message + "\"}}";
    }

    @Test
    void aTransactionWhoseAnswerWasLostIsSentElsewhere() {
        nodes(new Resets(), new Answers("\"" + HASH + "\""), "null");
        assertThat(proxy.answer(RunningProxy.SHARED, SEND)).isEqualTo(SENT);
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_sendRawTransaction ANSWERED");
        assertThat(proxy.meter.total()).isEqualTo(1);
    }

    @Test
    void aMemberThatKeepsSilentIsNotWaitedFor() {
        nodes(new KeepsSilent(), new Answers("\"" + HASH + "\""), "null");
        assertThat(proxy.answer(RunningProxy.SHARED, SEND)).isEqualTo(SENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "already known", // geth, erigon, reth
                "AlreadyKnown", // nethermind
                "Known transaction", // besu
                "transaction already imported", // anvil
                "nonce too low: next nonce 10, tx nonce 9" // anyone, once it is in a block
            })
    void aMemberThatHasItAlreadyInWhateverWordsIsSuccess(String words) {
        nodes(new Resets(), error(words), "{\"hash\":\"" + HASH + "\"}");
        assertThat(proxy.answer(RunningProxy.SHARED, SEND)).isEqualTo(SENT);
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_sendRawTransaction ANSWERED");
        assertThat(proxy.meter.total()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replacement transaction underpriced", "nonce too low"})
    void anotherTransactionInItsPlaceIsTheNodesOwnError(String words) {
        nodes(new Resets(), error(words), "null");
        assertThat(proxy.answer(RunningProxy.SHARED, SEND)).isEqualTo(error("\"mine\"", words));
        assertThat(sent).hasValue(2);
    }

    @Test
    void whatIsSentOnceIsAnsweredByTheNodeAlone() {
        nodes(error("already known"), new Answers("1"), "{\"hash\":\"" + HASH + "\"}");
        assertThat(proxy.answer(RunningProxy.SHARED, SEND)).isEqualTo(error("\"mine\"", "already known"));
        assertThat(one.asked().size() + other.asked().size()).isEqualTo(1);
    }

    @Test
    void aMemberThatLagsBehindTheOneThatTookItIsNotBelieved() {
        one.script = other.script = call -> switch (call.method()) {
            case "eth_getTransactionByHash" -> new Answers(sent.incrementAndGet() == 3 ? "null" : "{}");
            default -> sent.getAndIncrement() == 0 ? new Resets() : error("insufficient funds");
        };
        assertThat(proxy.answer(RunningProxy.SHARED, SEND)).isEqualTo(SENT);
        assertThat(sent).hasValueGreaterThanOrEqualTo(4);
    }

    @Test
    void aMemberThatCannotSayWhetherItHasItLeavesTheError() {
        one.script = other.script = call -> call.method().startsWith("eth_send") && sent.getAndIncrement() > 0
                ? error("already known")
                : new Resets();
        assertThat(proxy.answer(RunningProxy.SHARED, SEND)).isEqualTo(error("\"mine\"", "already known"));
    }

    @Test
    void whatIsNoTransactionIsTheNodesOwnError() {
        nodes(new Resets(), error("rlp: element is larger than containing list"), "null");
        assertThat(proxy.answer(RunningProxy.SHARED, SEND.replace(SIGNED, "0xabc")))
                .isEqualTo(error("\"mine\"", "rlp: element is larger than containing list"));
    }

    @Test
    void aBitcoinTransactionThatIsInABlockMeanwhileIsSuccess() {
        var lookedUp = new AtomicInteger();
        one.script = call -> switch (call.method()) {
            case "getrawtransaction" -> {
                lookedUp.incrementAndGet();
                yield new Says(200, "{\"result\":\"01\",\"error\":null,\"id\":$id}\n");
            }
            default ->
                sent.getAndIncrement() == 0
                        ? new Resets()
                        : new Says(
                                500,
                                "{\"result\":null,\"error\":{\"code\":-27,\"message\":\"Transaction already in block"
                                        + " chain\"},\"id\":$id}\n");
        };
        var response = proxy.post(
                RunningProxy.BITCOIN,
                "{\"id\":1,\"method\":\"sendrawtransaction\",\"params\":[\"01000000" + "00".repeat(6) + "\"]}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).matches("\\{\"result\":\"[0-9a-f]{64}\",\"error\":null,\"id\":1}\n");
        assertThat(lookedUp).hasValue(1);
    }
}
