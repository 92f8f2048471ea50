package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.listen.ScriptedNode.Pours;
import dev.berth.proxy.listen.ScriptedNode.Says;
import dev.berth.proxy.relay.RelayLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that are too long to be held go on as they come: exactly, at the caller's pace, and never half. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class LongAnswersTest {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"trace_block\",\"params\":[1]}";
    private static final String PIECE =
            "[\"\\\"{\\u00e9]\\\\\",{ \"b\":1.00,\"a\":[ ]}, -0 , null,\"日本\"],".repeat(1_000);
    private static final int TIMES = 400;
    private static final String HEAD = " {\"jsonrpc\" : \"2.0\" , \"id\":$id , \"result\" : [";
    private static final String TAIL = "1 ] , \"x\":[{}] }\n";

    private final RunningProxy proxy;
    private final ScriptedNode node;

    LongAnswersTest(HttpClient.Version version) {
        proxy = new RunningProxy(new RelayLimits(1 << 20, 1000, 3 << 20, Duration.ofSeconds(10)), version);
        node = proxy.node();
        proxy.route(node);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String digest(String call) throws IOException {
        try (var body = new DigestInputStream(proxy.stream(RunningProxy.SHARED, call), sha256())) {
            body.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(body.getMessageDigest().digest());
        }
    }

    private static String digest(String head, String tail) {
        MessageDigest digest = sha256();
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < TIMES; i++) digest.update(PIECE.getBytes(StandardCharsets.UTF_8));
        digest.update(tail.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void aResultOfManyMegabytesComesThroughByteForByteUnderTheCallersId() throws IOException {
        node.script = _ -> new Pours(HEAD, PIECE, TIMES, TAIL, false);
        assertThat(digest(CALL)).isEqualTo(digest("{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"result\":[", "1 ]}"));
        assertThat(proxy.meter.items()).containsEntry("trace ANSWERED", 1L);
        assertThat(proxy.meter.bytesOut).hasValueGreaterThan((long) TIMES * PIECE.length());
        assertThat(proxy.meter.broken).hasValue(0);
    }

    @Test
    void soDoesOneWhoseIdStandsBehindIt() throws IOException {
        node.script = _ -> new Pours("{\"result\":[", PIECE, TIMES, "1],\"error\":null,\"id\":$id}", false);
        assertThat(digest(CALL)).isEqualTo(digest("{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"result\":[", "1]}"));
    }

    private void breaks(Pours pours) {
        node.script = _ -> pours;
        assertThatThrownBy(() -> digest(CALL)).isInstanceOf(IOException.class);
        await().untilAsserted(() -> assertThat(proxy.meter.broken).hasValue(1));
        assertThat(proxy.meter.items()).containsOnlyKeys("trace ANSWERED");
        assertThat(proxy.meter.bytesOut).hasValueGreaterThan(1L << 20);
    }

    @Test
    void aNodeThatDiesInTheMiddleBreaksTheTransfer() {
        breaks(new Pours(HEAD, PIECE, TIMES, "", true));
    }

    @Test
    void soDoesAnAnswerToAnotherCall() {
        breaks(new Pours("{\"result\":[", PIECE, TIMES, "1],\"id\":4711}", false));
    }

    @Test
    void soDoesAnErrorBehindTheResult() {
        breaks(new Pours("{\"id\":$id,\"result\":[", PIECE, TIMES, "1],\"error\":{\"code\":1}}", false));
    }

    @Test
    void soDoesOneThatClosesAnotherBracketThanItOpened() {
        breaks(new Pours(HEAD, PIECE, TIMES, "1 } }", false));
    }

    @Test
    void soDoesOneThatEndsBeforeItsEnd() {
        breaks(new Pours(HEAD, PIECE, TIMES, "1 ]", false));
    }

    @Test
    void aCallerThatDoesNotReadHoldsUpItsNodeAndNotTheProxy() throws IOException {
        node.script = _ -> new Pours(HEAD, PIECE, 2_000, TAIL, false);
        try (InputStream body = proxy.stream(RunningProxy.SHARED, CALL)) {
            assertThat(body.read()).isEqualTo('{');
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(10)).until(() -> node.poured.get() < 1_000);
            assertThat(proxy.answer(RunningProxy.SHARED, CALL.replace("trace_block", "eth_blockNumber")))
                    .contains("\"result\":\"0x10\"");
            assertThat(body.transferTo(OutputStream.nullOutputStream())).isGreaterThan(2_000L * PIECE.length());
        }
        assertThat(proxy.meter.broken).hasValue(0);
    }

    @Test
    void aCallerThatLeavesEndsItsTransferAndIsCountedAsBroken() throws IOException {
        node.script = _ -> new Pours(HEAD, PIECE, 10_000, TAIL, false);
        try (InputStream body = proxy.stream(RunningProxy.SHARED, CALL)) {
            assertThat(body.read()).isEqualTo('{');
        }
        await().untilAsserted(() -> assertThat(proxy.meter.broken).hasValue(1));
        assertThat(proxy.meter.bytesOut).hasValueLessThan(10_000L * PIECE.length());
    }

    @Test
    void theAnswersOfABatchHaveALimitTogether() {
        node.script = call -> new Says(
                200,
                "{\"id\":$id,\"result\":\"" + "a".repeat(call.params().get(0).asInt()) + "\"}");
        String batch = IntStream.of(1, 2_000_000, 1, 2_000_000, 1)
                .mapToObj(length -> CALL.replace("[1]", "[" + length + "]"))
                .collect(Collectors.joining(",", "[", "]"));
        String answer = proxy.answer(RunningProxy.SHARED, batch);
        assertThat(answer.length()).isBetween(2_000_000, 3 << 20);
        assertThat(answer.split("\"error\":\\{\"code\":-32003,", -1)).hasSize(2);
        assertThat(answer.split("\"result\":", -1)).hasSize(5);
        assertThat(proxy.meter.items()).containsEntry("trace ANSWERED", 4L).containsEntry("trace REFUSED", 1L);
    }
}
