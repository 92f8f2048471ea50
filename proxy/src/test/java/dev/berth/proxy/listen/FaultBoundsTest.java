package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.BreaksOff;
import dev.berth.proxy.listen.ScriptedNode.KeepsSilent;
import dev.berth.proxy.listen.ScriptedNode.Resets;
import dev.berth.proxy.listen.ScriptedNode.Slowly;
import dev.berth.proxy.relay.RelayLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long faults of one node keep callers waiting, at the most: bounds that hold on a machine with other work as well. */
class FaultBoundsTest {
    private static final String READ = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";

    private RunningProxy proxy;
    private ScriptedNode good;
    private ScriptedNode bad;

    @BeforeEach
    void start() {
        proxy = new RunningProxy(new RelayLimits(1 << 20, 1000, 1 << 16, Duration.ofSeconds(6)));
        good = proxy.node();
        bad = proxy.node();
        good.script = bad.script = _ -> new Slowly(5, new Answers("1"));
        proxy.route(good, bad);
        reads(200, Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    /** Reads one after the other, all of them answered, each within so long. */
    private void reads(int count, Duration each) {
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("\"result\"");
            proxy.assertWithin(each, began);
        }
    }

    @Test
    void aNodeThatTakesNoConnectionsCostsAReadLessThanASecond() throws IOException {
        int port = bad.port();
        bad.stop();
        var fillers = new ArrayList<Socket>();
        try (var hole = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                var filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(hole.getLocalSocketAddress(), 100);
                } catch (IOException full) {
                    break;
                }
            }
            reads(40, Duration.ofSeconds(1));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !proxy.unhealthy().isEmpty());
            reads(40, Duration.ofMillis(800));
        } finally {
            for (Socket filler : fillers) filler.close();
        }
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED");
    }

    @Test
    void aNodeThatIsSilentCostsAReadLessThanASecond() {
        bad.script = _ -> new KeepsSilent();
        reads(60, Duration.ofSeconds(1));
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED");
    }

    @Test
    void aNodeThatResetsAfterItsHeadersCostsAReadLessThanASecond() {
        bad.script = _ -> new BreaksOff(" ");
        reads(60, Duration.ofMillis(800));
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED");
    }

    @Test
    void aNodeThatIsTenTimesSlowerKeepsItsAnswersAndDelaysNobodyFurther() {
        bad.script = _ -> new Slowly(50, new Answers("1"));
        reads(200, Duration.ofSeconds(1));
        assertThat(proxy.unhealthy()).isEmpty();
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED");
    }

    @Test
    void aNodeThatFailsHalfOfABatchAndAnswersOutOfOrderIsNotSeen() {
        bad.script = call -> call.params().get(0).asInt() % 2 == 0
                ? new Resets()
                : new Slowly(
                        40 - call.params().get(0).asInt() % 40,
                        new Answers(call.params().get(0).toString()));
        good.script = call -> new Answers(call.params().get(0).toString());
        String batch = IntStream.range(0, 40)
                .mapToObj(
                        i -> "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"eth_call\",\"params\":[%d]}".formatted(i, i))
                .toList()
                .toString();
        String expected = IntStream.range(0, 40)
                .mapToObj(i -> "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":%d}".formatted(i, i))
                .toList()
                .toString()
                .replace(", ", ",");
        for (int i = 0; i < 5; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, batch)).isEqualTo(expected);
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED").containsEntry("eth_call ANSWERED", 400L);
    }

    @Test
    void whenEveryNodeHangsCallsBeyondAFewAreRefusedAtOnce() throws Exception {
        good.script = bad.script = _ -> new KeepsSilent();
        good.answersProbes = bad.answersProbes = false;
        await().atMost(Duration.ofSeconds(10)).until(() -> proxy.unhealthy().size() >= 2);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            var calls = IntStream.range(0, 600)
                    .mapToObj(i ->
                            callers.submit(() -> proxy.post(RunningProxy.SHARED, READ.replace("[]", "[" + i + "]"))
                                    .statusCode()))
                    .toList();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> calls.stream().filter(call -> call.isDone()).count() > 400);
            proxy.assertWithin(Duration.ofSeconds(5), began);
            List<Integer> statuses = new ArrayList<>();
            for (var call : calls) statuses.add(call.get());
            assertThat(statuses).containsOnly(503, 504);
            assertThat(statuses).filteredOn(status -> status == 504).hasSizeLessThanOrEqualTo(128);
        }
    }
}
