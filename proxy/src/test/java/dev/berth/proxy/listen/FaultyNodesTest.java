package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.BreaksOff;
import dev.berth.proxy.listen.ScriptedNode.Does;
import dev.berth.proxy.listen.ScriptedNode.KeepsSilent;
import dev.berth.proxy.listen.ScriptedNode.Resets;
import dev.berth.proxy.listen.ScriptedNode.Says;
import dev.berth.proxy.listen.ScriptedNode.Slowly;
import dev.berth.proxy.relay.RelayLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a tenant sees of nodes that fail: as little as possible, and never a wrong answer. */
class FaultyNodesTest {
    private static final String READ = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final String SEND =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_sendRawTransaction\",\"params\":[\"0x00\"]}";
    private static final String HEAD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";

    private RunningProxy proxy;
    private ScriptedNode good;
    private ScriptedNode bad;

    @BeforeEach
    void start() {
        proxy = new RunningProxy(new RelayLimits(1 << 20, 1000, 1 << 16, Duration.ofSeconds(4)));
        good = proxy.node();
        bad = proxy.node();
        proxy.route(good, bad);
        proxy.awaitProbed();
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    static Stream<Does> faults() {
        return Stream.of(
                new Resets(),
                new Says(200, "garbage"),
                new Says(500, ""),
                new Says(502, "<html>bad gateway</html>"),
                new Says(429, "{\"jsonrpc\":\"2.0\",\"id\":$id,\"error\":{\"code\":-32005,\"message\":\"slow down\"}}"),
                new Says(200, "{\"jsonrpc\":\"2.0\",\"id\":$id,\"error\":{\"code\":429,\"message\":\"slow down\"}}"),
                new Says(503, "{\"jsonrpc\":\"2.0\",\"id\":$id,\"error\":{\"code\":-32000,\"message\":\"full\"}}"),
                new Says(200, "{\"jsonrpc\":\"2.0\",\"id\":4711,\"result\":1}"),
                new Says(200, "{\"jsonrpc\":\"2.0\",\"id\":\"$id\",\"result\":1}"),
                new Says(200, "{\"jsonrpc\":\"2.0\",\"id\":$id}"),
                new Says(200, "[{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":1}]"),
                new Says(200, "{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":1"),
                new Says(200, "{\"id\":4711,\"result\":\"" + "a".repeat(1 << 21) + "\"}"),
                new Says(200, "{\"id\":$id,\"error\":\"" + "a".repeat(1 << 21) + "\"}"),
                new BreaksOff("{\"jsonrpc\":\"2.0\",\"id\":"),
                new KeepsSilent());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aReadThatMeetsAFaultyNodeIsAnsweredByTheOther(Does fault) {
        bad.script = _ -> fault;
        for (int i = 0; i < 6; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("\"result\":\"eth_call\"");
        assertThat(bad.asked()).isNotEmpty();
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED").containsEntry("eth_call ANSWERED", 6L);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whenNoNodeAnswersTheCallFailsAndIsCountedAsThat(Does fault) {
        good.script = _ -> fault;
        bad.script = _ -> fault;
        var response = proxy.post(RunningProxy.SHARED, READ);
        assertThat(response.statusCode()).isIn(502, 504);
        assertThat(response.body()).contains("\"code\":-32603");
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_call FAILED");
    }

    @Test
    void aNodeThatIsDownCostsNoCall() {
        bad.stop();
        for (String body : List.of(READ, SEND)) {
            for (int i = 0; i < 10; i++)
                assertThat(proxy.answer(RunningProxy.SHARED, body)).contains("\"result\"");
        }
    }

    @Test
    void aConnectionThatTheNodeClosedMeanwhileCostsNoCall() {
        proxy.route(bad);
        for (int i = 0; i < 20; i++) {
            assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("\"result\"");
            bad.dropConnections();
        }
    }

    @Test
    void whatMayNotBeRepeatedIsSentOnce() {
        good.script = _ -> new Resets();
        bad.script = _ -> new Resets();
        String once = SEND.replace("eth_sendRawTransaction", "eth_sendRawTransactionSync");
        assertThat(proxy.post(RunningProxy.SHARED, once).statusCode()).isEqualTo(502);
        assertThat(good.asked().size() + bad.asked().size()).isEqualTo(1);
    }

    @Test
    void aNodesOwnErrorIsNeverRepeated() {
        Does reverts =
                new Says(200, "{\"jsonrpc\":\"2.0\",\"id\":$id,\"error\":{\"code\":3,\"message\":\"reverted\"}}");
        good.script = _ -> reverts;
        bad.script = _ -> reverts;
        assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("\"code\":3");
        assertThat(good.asked().size() + bad.asked().size()).isEqualTo(1);
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED");
    }

    @Test
    void aSlowAnswerWinsWhenTheSecondNodeHangs() {
        good.script = _ -> new Slowly(2_000, new Answers("\"late\""));
        bad.script = _ -> new KeepsSilent();
        assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("\"result\":\"late\"");
    }

    @Test
    void withEveryNodeDownTheAnswerIsFastAndSaysWhy() {
        good.stop();
        bad.stop();
        await().atMost(Duration.ofSeconds(20)).until(() -> proxy.unhealthy().size() == 4);
        var response = proxy.post(RunningProxy.SHARED, READ);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).hasValue("01");
        assertThat(response.body())
                .contains("\"nodes\":{\"node-1\":\"refuses connections\",\"node-2\":\"refuses connections\"}");
    }

    @Test
    void aNodeThatHangsIsEjectedByItsProbesAndComesBack() {
        bad.answersProbes = false;
        await().atMost(Duration.ofSeconds(20)).until(() -> proxy.unhealthy().contains("does not answer its probe"));
        bad.answersProbes = true;
        await().atMost(Duration.ofSeconds(20)).until(() -> proxy.unhealthy().isEmpty());
    }

    @Test
    void aTransactionIsToldToEveryMemberBeforeItsSenderHears() {
        assertThat(proxy.answer(RunningProxy.SHARED, SEND)).contains("\"result\"");
        assertThat(good.asked()).hasSize(1);
        assertThat(bad.asked()).hasSize(1);
        assertThat(proxy.meter.total()).isEqualTo(1);
    }

    @Test
    void aMemberThatNeverAnswersDelaysATransactionOnlyAMoment() {
        good.script = _ -> new Answers("\"0xhash\"");
        bad.script = _ -> new Slowly(3_000, new Answers("\"0xhash\""));
        bad.head = 15;
        await().until(() -> proxy.members.now().stream().anyMatch(seen -> seen.getHead() == 15));
        long began = System.nanoTime();
        assertThat(proxy.answer(RunningProxy.SHARED, SEND)).contains("0xhash");
        proxy.assertWithin(Duration.ofSeconds(1), began);
        assertThat(bad.asked()).hasSize(1);
    }

    @Test
    void readsGoToTheHeadAndNeverBack() {
        good.head = 100;
        bad.head = 97;
        await().until(() -> proxy.members.now().stream().anyMatch(seen -> seen.getHead() == 100));
        for (int i = 0; i < 20; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, HEAD)).contains("0x64");
        bad.head = 101;
        await().until(() -> proxy.answer(RunningProxy.SHARED, HEAD).contains("0x65"));
        for (int i = 0; i < 20; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, HEAD)).contains("0x65");
    }

    @Test
    void aMemberTooFarBehindGetsNoReadsEvenWhenItIsTheLast() {
        good.head = 100;
        bad.head = 90;
        await().until(() -> proxy.members.now().stream().anyMatch(seen -> seen.getHead() == 100));
        good.stop();
        await().atMost(Duration.ofSeconds(20)).until(() -> proxy.unhealthy().contains("refuses connections"));
        assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("10 blocks behind");
    }

    @Test
    void withoutReplicationTheFirstHealthyMemberAloneGetsCalls() {
        proxy.route(false, good, bad);
        for (int i = 0; i < 10; i++) proxy.answer(RunningProxy.SHARED, READ);
        assertThat(good.asked()).hasSize(10);
        assertThat(bad.asked()).isEmpty();
        good.stop();
        await().atMost(Duration.ofSeconds(20)).until(() -> proxy.unhealthy().contains("refuses connections"));
        assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("\"result\"");
        assertThat(bad.asked()).hasSize(1);
    }

    @Test
    void callsAreSpreadOverMembersAtTheHead() {
        for (int i = 0; i < 60; i++) proxy.answer(RunningProxy.SHARED, READ);
        assertThat(good.asked().size()).isBetween(15, 45);
        assertThat(good.asked().size() + bad.asked().size())
                .as("and those asked twice")
                .isBetween(60, 66);
    }
}
