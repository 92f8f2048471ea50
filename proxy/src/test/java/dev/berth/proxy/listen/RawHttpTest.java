package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 as bytes: what two servers could frame in two ways is refused, and what is refused reaches no node. */
class RawHttpTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"eth_call\"}";
    private static final String START =
            "POST /" + RunningProxy.SHARED.text() + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    private static final String CHUNKED = Integer.toHexString(CALL.length()) + "\r\n" + CALL + "\r\n0\r\n\r\n";

    private static final Duration REQUEST_WITHIN = Duration.ofSeconds(3);
    private static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(10),
            REQUEST_WITHIN,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            4);

    private RunningProxy proxy;
    private ScriptedNode node;

    @BeforeEach
    void start() {
        proxy = new RunningProxy(PATIENCE);
        node = proxy.node();
        proxy.route(node);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    /** All that comes back until the connection ends, or is silent for long. */
    private String say(String... parts) throws IOException {
        var heard = new StringBuilder();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.setSoTimeout(3_000);
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            }
            byte[] some = new byte[4_096];
            for (int n = socket.getInputStream().read(some);
                    n > 0;
                    n = socket.getInputStream().read(some)) {
                heard.append(new String(some, 0, n, StandardCharsets.UTF_8));
            }
        } catch (SocketTimeoutException silent) {
            heard.append("(open)");
        }
        return heard.toString();
    }

    @Test
    void callsThatFollowEachOtherOnAConnectionAreAnsweredInTheirOrder() throws IOException {
        String request = START + "content-length: " + CALL.length() + "\r\n\r\n" + CALL;
        String heard = say(
                request + request.replace("\"id\":1", "\"id\":2"),
                START,
                "transfer-encoding: chunked\r\n\r\n",
                CHUNKED);
        assertThat(heard.split("HTTP/1.1 200", -1)).hasSize(4);
        assertThat(heard.indexOf("\"id\":1")).isLessThan(heard.indexOf("\"id\":2"));
        assertThat(heard).endsWith("(open)");
    }

    @Test
    void whoExpectsToBeToldToContinueIsTold() throws IOException {
        String heard = say(START + "expect: 100-continue\r\ncontent-length: " + CALL.length() + "\r\n\r\n", CALL);
        assertThat(heard).startsWith("HTTP/1.1 100").contains("HTTP/1.1 200", ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: LEN\r\ntransfer-encoding: chunked\r\n\r\nCHUNKED",
                "transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\nCHUNKED",
                "content-length: LEN\r\ncontent-length: 5\r\n\r\nCALL",
                "content-length: LEN, LEN\r\n\r\nCALL",
                "content-length: +LEN\r\n\r\nCALL",
                "content-length: -1\r\n\r\nCALL",
                "content-length: 0xLEN\r\n\r\nCALL",
                "content-length : LEN\r\n\r\nCALL",
                " content-length: LEN\r\n\r\nCALL",
                "transfer-encoding: chunked, identity\r\n\r\nCHUNKED",
                "transfer-encoding: xchunked\r\n\r\nCHUNKED",
                "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\nCHUNKED",
                "transfer-encoding:\u000bchunked\r\n\r\nCHUNKED",
                "transfer-encoding: chunked\r\n\r\nfffffffffffffffff1\r\nCALL",
                "transfer-encoding: chunked\r\n\r\n-2\r\nCALL",
                "transfer-encoding: chunked\r\n\r\nSIZE;a=\nb\r\nCALL\r\n0\r\n\r\n",
                "transfer-encoding: chunked\r\n\r\nSIZE\nCALL\n0\n\n",
                "transfer-encoding: chunked\r\n\r\nSIZE\r\nCALLxx0\r\n\r\n",
                "x: a\rb\r\ncontent-length: LEN\r\n\r\nCALL",
                "x: a\u0000b\r\ncontent-length: LEN\r\n\r\nCALL",
                "x y: 1\r\ncontent-length: LEN\r\n\r\nCALL"
            })
    void aRequestThatCouldBeFramedInTwoWaysIsRefusedAndItsConnectionEnds(String rest) throws IOException {
        String heard = say(START
                + rest.replace("LEN", Integer.toString(CALL.length()))
                        .replace("SIZE", Integer.toHexString(CALL.length()))
                        .replace("CHUNKED", CHUNKED)
                        .replace("CALL", CALL)
                + START + "content-length: " + CALL.length() + "\r\n\r\n" + CALL);
        assertThat(heard).doesNotContain("HTTP/1.1 200").doesNotEndWith("(open)");
        assertThat(node.asked()).isEmpty();
        assertThat(proxy.meter.items()).doesNotContainKey("eth_call ANSWERED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /KEY HTTP/1.1x", "POST /KEY", "POST /KEY HTTP/1.1 x", "PO ST /KEY HTTP/1.1"})
    void aRequestLineIsOfOneForm(String line) throws IOException {
        String heard = say(
                line.replace("KEY", RunningProxy.SHARED.text()) + "\r\nhost: x\r\ncontent-type: application/json\r\n"
                        + "content-length: " + CALL.length() + "\r\n\r\n" + CALL);
        assertThat(heard).doesNotContain("HTTP/1.1 200");
        assertThat(node.asked()).isEmpty();
    }

    @Test
    void headersAndRequestLineHaveLimits() throws IOException {
        assertThat(say("POST /" + "a".repeat(5_000) + " HTTP/1.1\r\n")).startsWith("HTTP/1.0 414");
        assertThat(say(START + "x: " + "a".repeat(20_000) + "\r\n")).contains(" 431 ");
    }

    /** How long the connection lives while a byte trickles in every 100 ms. */
    private Duration trickle(String before, String trickled) throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            var out = socket.getOutputStream();
            out.write(before.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 600; i++) {
                out.write(trickled.charAt(i % trickled.length()));
                out.flush();
                if (socket.getInputStream().available() > 0 || isEnded(socket)) break;
            }
        } catch (IOException ended) {
            // as is wanted
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static boolean isEnded(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        }
    }

    @Test
    void aBodyThatTricklesEndsAfterAWhileAndOthersLiveOn() throws Exception {
        try (var slow = Executors.newVirtualThreadPerTaskExecutor();
                var idle = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            var body = slow.submit(() -> trickle(START + "content-length: 1000\r\n\r\n{", " "));
            var chunks = slow.submit(() -> trickle(START + "transfer-encoding: chunked\r\n\r\n", "1\r\n \r\n"));
            String request = START + "content-length: " + CALL.length() + "\r\n\r\n" + CALL;
            idle.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            for (var each : List.of(body, chunks)) {
                assertThat(each.get()).isBetween(REQUEST_WITHIN, REQUEST_WITHIN.plusSeconds(20));
            }
            assertThat(new String(idle.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
            idle.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            await().until(() -> node.asked().size() == 2);
        }
    }
}
