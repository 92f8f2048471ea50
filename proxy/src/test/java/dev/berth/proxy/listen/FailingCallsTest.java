package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.Does;
import dev.berth.proxy.listen.ScriptedNode.Resets;
import dev.berth.proxy.listen.ScriptedNode.Says;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members that answer their probes and fail calls: all of a class, or some of all. */
class FailingCallsTest {
    private static final String READ = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final String TRACE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"trace_block\",\"params\":[]}";

    private RunningProxy proxy;
    private ScriptedNode good;
    private ScriptedNode bad;

    @BeforeEach
    void start() {
        proxy = new RunningProxy();
        good = proxy.node();
        bad = proxy.node();
        proxy.route(good, bad);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private static Does failing(String method, Does fault, ScriptedNode.Asked call) {
        return call.method().startsWith(method) ? fault : new Answers("1");
    }

    /** So many calls, all of which are answered. */
    private void calls(int count, String call) {
        for (int i = 0; i < count; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, call)).contains("\"result\"");
    }

    private static long asked(ScriptedNode node, String method) {
        return node.asked().stream().filter(body -> body.contains(method)).count();
    }

    @Test
    void aNodeThatFailsItsTracesKeepsItsOtherCalls() {
        bad.script = call -> failing("trace", new Resets(), call);
        calls(60, TRACE);
        assertThat(asked(bad, "trace")).as("five, and trials").isLessThan(12);
        calls(60, READ);
        assertThat(asked(bad, "eth_call")).isGreaterThan(15);
        assertThat(proxy.unhealthy()).isEmpty();
        assertThat(proxy.meter.items()).containsOnlyKeys("trace ANSWERED", "eth_call ANSWERED");
    }

    @Test
    void aNodeThatFailsAllButItsTracesKeepsThose() {
        bad.script = call -> failing("eth", new Says(500, ""), call);
        calls(60, READ);
        assertThat(asked(bad, "eth_call")).as("five, and trials").isLessThan(12);
        calls(60, TRACE);
        assertThat(asked(bad, "trace")).isGreaterThan(15);
    }

    @Test
    void anErrorRateThatRisesTo70PercentAndFallsAgainIsSeenByNobody() {
        var random = new Random(3);
        for (int percent : new int[] {10, 40, 70}) {
            bad.script = _ -> random.nextInt(100) < percent ? new Resets() : new Answers("1");
            bad.asked().clear();
            calls(300, READ);
        }
        assertThat(bad.asked().size()).as("of 300 at 70 %").isLessThan(60);
        bad.script = _ -> new Answers("1");
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            bad.asked().clear();
            calls(50, READ);
            return bad.asked().size() > 15;
        });
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED");
    }

    @Test
    void whenEveryNodeFailsAClassItsCallsFailAtOnceAndTheOthersGoOn() {
        good.script = bad.script = call -> failing("trace", new Resets(), call);
        for (int i = 0; i < 20; i++) proxy.answer(RunningProxy.SHARED, TRACE);
        long began = System.nanoTime();
        for (int i = 0; i < 20; i++)
            assertThat(proxy.post(RunningProxy.SHARED, TRACE).statusCode()).isIn(502, 503);
        proxy.assertWithin(Duration.ofSeconds(2), began);
        calls(20, READ);
        assertThat(proxy.meter.items()).containsOnlyKeys("trace FAILED", "eth_call ANSWERED");
    }
}
