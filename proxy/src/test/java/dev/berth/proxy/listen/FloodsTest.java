package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.listen.EndedConnections.Why;
import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.relay.RelayLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Connections that are held or flooded end within a bound, and whoever calls beside them is served all the while. */
class FloodsTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final long PAUSE_NANOS = 5_000_000;
    private static final Duration WAITS = Duration.ofSeconds(4);
    private static final Patience PATIENCE = new Patience(WAITS, WAITS, WAITS, WAITS, Duration.ofSeconds(75), 40);

    /** Whoever waits for another call's end, or for the end of somebody's patience, waits longer than this. */
    private static final Duration NOT_HELD_UP = Duration.ofSeconds(2);

    private static final Duration BUSY_MACHINE = Duration.ofSeconds(20);

    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private RunningProxy proxy;
    private ScriptedNode node;
    private Future<Integer> callsBeside;

    @BeforeEach
    void start() {
        proxy = new RunningProxy(new RelayLimits(5 << 20, 1000, 25_000_000, Duration.ofSeconds(8)), PATIENCE);
        node = proxy.node();
        proxy.route(node);
        callsBeside = threads.submit(this::callOn);
    }

    /** Calls all the time, and nothing holds a call up; how many there were. */
    private int callOn() {
        int calls = 0;
        while (!over.get()) {
            long began = System.nanoTime();
            assertThat(proxy.answer(RunningProxy.SHARED, CALL)).contains("\"result\"");
            proxy.assertWithin(NOT_HELD_UP, began);
            calls++;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return calls;
    }

    @AfterEach
    void whoCallsBesideIsServed() throws InterruptedException, ExecutionException {
        over.set(true);
        assertThat(callsBeside.get()).isPositive();
        threads.close();
        proxy.close();
    }

    private static Duration time(Callable<?> what) throws Exception {
        long began = System.nanoTime();
        what.call();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Until the other side ends the connection, on which a byte is sent every 200 ms, over and over. */
    private Void trickle(String before, String trickled) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.setSoTimeout(200);
            socket.getOutputStream().write(before.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 300; i++) {
                try {
                    if (!trickled.isEmpty()) socket.getOutputStream().write(trickled.charAt(i % trickled.length()));
                    if (socket.getInputStream().read() < 0) return null;
                } catch (SocketTimeoutException open) {
                    // the next one
                } catch (IOException ended) {
                    return null;
                }
            }
        }
        throw new AssertionError("still open after a minute");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aFirstRequestThatDoesNotComeEndsItsConnection() throws Exception {
        var sent = List.of(
                "P|",
                "PRI * HTTP/2.0\r\n|",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n|",
                "P|OST /" + "a".repeat(100),
                "POST / HTTP/1.1\r\n|x: y\r\n");
        List<Future<Duration>> ended = new ArrayList<>();
        for (String each : sent) {
            String[] parts = each.split("\\|", -1);
            ended.add(threads.submit(() -> time(() -> trickle(parts[0], parts[1]))));
        }
        for (int i = 0; i < sent.size(); i++)
            assertThat(ended.get(i).get()).as(sent.get(i)).isBetween(WAITS.minusSeconds(1), WAITS.plus(BUSY_MACHINE));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void pingsKeepNoConnectionWithoutRequestsAlive() throws Exception {
        try (var client = new RawHttp2(proxy.port(), RawHttp2.NOTHING);
                var pings = Executors.newSingleThreadScheduledExecutor()) {
            var _ = pings.scheduleAtFixedRate(() -> ping(client), 0, 200, TimeUnit.MILLISECONDS);
            assertThat(time(() -> {
                        client.awaitEnd();
                        return null;
                    }))
                    .isBetween(WAITS.minusSeconds(1), WAITS.plus(BUSY_MACHINE));
        }
        assertThat(proxy.ended(Why.SLOW_SENDER)).isEqualTo(1);
    }

    private static void ping(RawHttp2 client) {
        try {
            client.send(RawHttp2.PING, 0, 0, new byte[8]);
        } catch (IOException ended) {
            throw new UncheckedIOException(ended); // the last one, then
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aHeaderBlockThatNeverEndsEndsItsConnection() throws Exception {
        try (var client = new RawHttp2(proxy.port(), RawHttp2.NOTHING)) {
            client.send(RawHttp2.HEADERS, 0, 1, client.head());
            assertThat(time(() -> {
                        client.awaitEnd();
                        return null;
                    }))
                    .isLessThan(WAITS.plus(BUSY_MACHINE));
        }
    }

    private interface Sending {
        void frame(RawHttp2 client, int number) throws IOException;
    }

    /** Sends so many, or until the connection ends; how many went out. */
    private int flood(int most, Sending sending) throws IOException {
        try (var client = new RawHttp2(proxy.port(), RawHttp2.NOTHING)) {
            Future<?> reading = threads.submit(client::awaitEnd);
            int sent = 0;
            try {
                for (; sent < most && !reading.isDone(); sent++) sending.frame(client, sent);
            } catch (IOException ended) {
                // as is wanted
            }
            await().atMost(Duration.ofSeconds(10)).until(reading::isDone);
            return sent;
        }
    }

    @Test
    void rapidResetsEndTheConnectionAndReachTheNodeNoMoreThanTheirNumber() throws IOException {
        flood(20_000, (client, number) -> {
            int stream = 2 * number + 1;
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, client.head());
            client.send(RawHttp2.RST_STREAM, 0, stream, RawHttp2.CANCEL);
        });
    }

    @Test
    void manySmallContinuationsEndTheConnection() throws IOException {
        flood(2_000, (client, number) -> {
            byte[] head = client.head();
            if (number == 0) client.send(RawHttp2.HEADERS, 0, 1, head);
            else
                client.send(RawHttp2.CONTINUATION, 0, 1, number % 2 == 0 ? RawHttp2.NOTHING : new byte[] {(byte) 0x82});
        });
    }

    @Test
    void headersBeyondTheirLimitAreRefused() throws IOException {
        byte[] large = new byte[16_000];
        java.util.Arrays.fill(large, (byte) 0x82); // ":method: GET", a byte each
        flood(50, (client, number) -> client.send(number == 0 ? RawHttp2.HEADERS : RawHttp2.CONTINUATION, 0, 1, large));
    }

    @Test
    void pingsAndSettingsBeyondANumberEndTheConnection() throws IOException {
        flood(1_000_000, (client, _) -> client.send(RawHttp2.PING, 0, 0, new byte[8]));
        flood(1_000_000, (client, _) -> client.send(RawHttp2.SETTINGS, 0, 0, RawHttp2.NOTHING));
        assertThat(proxy.ended(Why.CONTROL_FRAMES)).isEqualTo(2);
    }

    @Test
    void emptyDataFramesEndTheConnection() throws IOException {
        flood(100_000, (client, number) -> {
            if (number == 0) client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, client.head());
            else client.send(RawHttp2.DATA, 0, 1, RawHttp2.NOTHING);
        });
    }

    @Test
    void streamsBeyondTheirNumberAreRefusedAndReachNoNode() throws Exception {
        node.script = call -> call.params().isEmpty() ? new Answers("1") : new ScriptedNode.KeepsSilent();
        try (var client = new RawHttp2(proxy.port(), RawHttp2.NOTHING)) {
            for (int i = 0; i < 100; i++) client.call(2 * i + 1, CALL.replace("[]", "[" + i + "]"));
            for (int i = 100; i < 150; i++)
                client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, client.head());
            for (int i = 0; i < 50; i++)
                assertThat(client.await(RawHttp2.RST_STREAM).payload()).containsExactly(0, 0, 0, 7); // REFUSED_STREAM
            await().untilAsserted(
                            () -> assertThat(node.asked().stream().filter(body -> !body.contains("\"params\":[]")))
                                    .hasSizeBetween(1, 200)); // a hundred, some of them hedged
        }
    }

    @Test
    void callsThatANodeKeepsHoldUpNoneThatItAnswersAtOnce() throws Exception {
        node.script = call -> call.params().path(0).isNumber() ? new ScriptedNode.KeepsSilent() : new Answers("1");
        await().until(() -> node.asked().size() > 200); // so prompt that calls are queued
        try (var client = new RawHttp2(proxy.port(), RawHttp2.NOTHING)) {
            for (int i = 0; i < 10; i++) {
                int stream = 8 * i + 1;
                for (int kept = 0; kept < 3; kept++)
                    client.call(stream + 2 * kept, CALL.replace("[]", "[" + (stream + kept) + "]"));
                long began = System.nanoTime();
                client.call(stream + 6, CALL.replace("[]", "[\"" + i + "\"]"));
                assertThat(client.await(RawHttp2.DATA).stream()).isEqualTo(stream + 6);
                proxy.assertWithin(NOT_HELD_UP, began);
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anAnswerOfHttp2ThatNobodyTakesIsCancelled() throws Exception {
        node.script = _ -> new Answers("\"" + "a".repeat(20_000) + "\"");
        try (var client = new RawHttp2(proxy.port(), RawHttp2.window(0))) {
            client.call(1, CALL);
            assertThat(time(() -> client.await(RawHttp2.RST_STREAM))).isBetween(WAITS, WAITS.plus(BUSY_MACHINE));
        }
        assertThat(proxy.ended(Why.SLOW_READER)).isEqualTo(1);
        await().untilAsserted(() -> assertThat(proxy.meter.broken).hasValue(1));
    }

    @Test
    void answersOfHttp2ThatNobodyTakesHaveALimitTogether() throws Exception {
        node.script =
                call -> call.params().isEmpty() ? new Answers("1") : new Answers("\"" + "a".repeat(900_000) + "\"");
        try (var client = new RawHttp2(proxy.port(), RawHttp2.window(0))) {
            int stream = 1;
            for (; stream < 120; stream += 2) client.call(stream, CALL.replace("[]", "[" + stream + "]"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> node.asked().stream()
                                    .filter(body -> body.contains("[119]"))
                                    .count()
                            == 1);
            for (; stream < 200; stream += 2) { // by and by, as the answers before are on their way
                client.call(stream, CALL.replace("[]", "[" + stream + "]"));
                LockSupport.parkNanos(10 * PAUSE_NANOS);
            }
            assertThat(client.await(RawHttp2.RST_STREAM).payload()).containsExactly(0, 0, 0, 11); // ENHANCE_YOUR_CALM
        }
        assertThat(proxy.ended(Why.UNREAD_ANSWERS)).isGreaterThan(0);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aCallerOfHttp11ThatPipelinesAndDoesNotReadIsServedNoMoreThanItTakesAndEnded() throws Exception {
        node.script =
                call -> call.params().isEmpty() ? new Answers("1") : new Answers("\"" + "a".repeat(100_000) + "\"");
        String call = CALL.replace("[]", "[1]");
        String request = "POST /" + RunningProxy.SHARED.text()
                + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: " + call.length()
                + "\r\n\r\n" + call;
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(8_192);
            socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
            Future<?> writing = threads.submit(() -> {
                byte[] bytes = request.repeat(100).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 10_000; i++) socket.getOutputStream().write(bytes);
                return null;
            });
            assertThat(time(() -> {
                        await().atMost(Duration.ofSeconds(90)).until(writing::isDone);
                        return null;
                    }))
                    .isBetween(WAITS.minusSeconds(1), WAITS.plusSeconds(10).plus(BUSY_MACHINE));
        }
        assertThat(node.asked().stream().filter(body -> body.contains("[1]")).count())
                .isLessThan(500);
        assertThat(proxy.ended(Why.SLOW_READER) + proxy.ended(Why.SLOW_SENDER)).isEqualTo(1);
    }
}
