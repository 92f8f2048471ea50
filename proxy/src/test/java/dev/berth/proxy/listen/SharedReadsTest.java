package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.Slowly;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Identical reads on their way at the same time: one reaches a node, each caller gets an answer, each is counted. */
class SharedReadsTest {
    private final RunningProxy proxy = new RunningProxy();
    private final ScriptedNode node = proxy.node();

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void oneAsksAndAllAreAnsweredUnderTheirOwnIdsAndCounted() throws Exception {
        proxy.route(node);
        node.script = _ -> new Slowly(500, new Answers("\"shared\""));
        List<String> answers = atOnce(20, "eth_getBalance", "[\"0x1\"]");
        assertThat(answers).hasSize(20).allSatisfy(answer -> assertThat(answer).contains("\"result\":\"shared\""));
        assertThat(answers.stream().distinct()).as("each under its own id").hasSize(20);
        assertThat(node.asked()).hasSize(1);
        assertThat(proxy.meter.items()).containsExactlyEntriesOf(Map.of("eth_getBalance ANSWERED", 20L));
    }

    @Test
    void readsThatDifferInAnythingAreNotShared() throws Exception {
        proxy.route(node);
        node.script = _ -> new Slowly(300, new Answers("1"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = List.of(
                    threads.submit(() -> proxy.answer(RunningProxy.SHARED, call(1, "eth_getBalance", "[\"0x1\"]"))),
                    threads.submit(() -> proxy.answer(RunningProxy.SHARED, call(1, "eth_getBalance", "[\"0x2\"]"))),
                    threads.submit(() -> proxy.answer(RunningProxy.SHARED, call(1, "eth_call", "[\"0x1\"]"))),
                    threads.submit(() -> proxy.answer(RunningProxy.DEDICATED, call(1, "eth_call", "[\"0x1\"]"))));
            for (var each : calls) assertThat(each.get()).contains("\"result\":1");
        }
        assertThat(node.asked()).hasSize(4);
    }

    @Test
    void whoeverKnowsOfAWriteDoesNotHearWhatWasAskedBeforeIt() throws Exception {
        proxy.route(node);
        node.script =
                call -> call.method().equals("eth_getBalance") ? new Slowly(600, new Answers("1")) : new Answers("2");
        String read = call(1, "eth_getBalance", "[\"0x1\"]");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var before = threads.submit(() -> proxy.answer(RunningProxy.SHARED, read));
            await().until(() -> node.asked().size() == 1);
            proxy.answer(RunningProxy.SHARED, call(2, "eth_sendRawTransaction", "[\"0x00\"]"));
            proxy.answer(RunningProxy.SHARED, read);
            before.get();
        }
        assertThat(node.asked()).hasSize(3);
    }

    @Test
    void anAnswerTooLongToBeHeldGoesToEachCallerWhole() throws Exception {
        proxy.route(node);
        String value = "\"" + "a".repeat(3 << 20) + "\"";
        node.script = _ -> new Slowly(400, new Answers(value));
        assertThat(atOnce(4, "trace_block", "[\"0x1\"]"))
                .allSatisfy(
                        answer -> assertThat(answer).hasSizeGreaterThan(3 << 20).endsWith("\"}"));
    }

    @Test
    void theSameItemInABatchTakesRoomEachTime() {
        proxy.route(node);
        node.script = _ -> new Slowly(200, new Answers("\"" + "a".repeat(900_000) + "\""));
        String batch = "[" + (call(1, "trace_block", "[\"0x1\"]") + ",").repeat(99)
                + call(1, "trace_block", "[\"0x1\"]") + "]";
        String answer = proxy.answer(RunningProxy.SHARED, batch);
        assertThat(answer).hasSizeLessThan(26_000_000).contains("response too large");
    }

    @Test
    void writesAreNeverShared() throws Exception {
        proxy.route(node);
        node.script = _ -> new Slowly(200, new Answers("1"));
        atOnce(5, "eth_sendRawTransaction", "[\"0x00\"]");
        assertThat(node.asked()).hasSize(5);
    }

    @Test
    void whoeverCameFirstMayLeave() throws Exception {
        proxy.route(node);
        node.script = _ -> new Slowly(600, new Answers("1"));
        String body = call(1, "eth_getBalance", "[\"0x1\"]");
        try (var leader = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            leader.getOutputStream().write(request(body));
            await().until(() -> node.asked().size() == 1);
        }
        assertThat(proxy.answer(RunningProxy.SHARED, body)).contains("\"result\":1");
        assertThat(node.asked()).hasSize(1);
        await().until(() -> proxy.meter.total() == 2);
    }

    private static byte[] request(String body) throws IOException {
        return ("POST /" + RunningProxy.SHARED.text() + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                        + "content-length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private List<String> atOnce(int callers, String method, String params) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<String>>();
            for (int id = 0; id < callers; id++) {
                String body = call(id, method, params);
                calls.add(threads.submit(() -> proxy.answer(RunningProxy.SHARED, body)));
            }
            var answers = new ArrayList<String>();
            for (var each : calls) answers.add(each.get());
            return answers;
        }
    }

    private static String call(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}
