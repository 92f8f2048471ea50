package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.KeepsSilent;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A member that stops dead while its connections stay open, as by SIGSTOP, under a steady load of repeatable calls. */
class FrozenMemberTest {
    private static final String READ = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final int CALLS_PER_SECOND = 300;
    private static final int ROUNDS = 3;

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void noCallFailsWhileAMemberFreezesAndThawsAgainAndAgain() {
        try (var proxy = new RunningProxy();
                var clock = Executors.newSingleThreadScheduledExecutor();
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            ScriptedNode steady = proxy.node();
            ScriptedNode frozen = proxy.node();
            proxy.route(steady, frozen);
            ScheduledFuture<?> load = clock.scheduleAtFixedRate(
                    () -> callers.execute(() -> call(proxy)), 0, 1_000_000 / CALLS_PER_SECOND, TimeUnit.MICROSECONDS);
            for (int round = 0; round < ROUNDS; round++) {
                frozen.asked().clear();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> frozen.asked().size() > 100);
                frozen.answersProbes = false;
                frozen.script = _ -> new KeepsSilent();
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> proxy.unhealthy().size() == 1);
                frozen.script = _ -> new Answers("1");
                frozen.answersProbes = true;
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> proxy.unhealthy().isEmpty());
            }
            load.cancel(false);
            await().atMost(Duration.ofSeconds(35))
                    .untilAsserted(() -> assertThat(answered).hasValue(sent.get()));
            assertThat(proxy.meter.items()).containsOnlyKeys("eth_call ANSWERED");
        }
    }

    private void call(RunningProxy proxy) {
        sent.incrementAndGet();
        if (proxy.answer(RunningProxy.SHARED, READ).contains("\"result\"")) answered.incrementAndGet();
    }
}
