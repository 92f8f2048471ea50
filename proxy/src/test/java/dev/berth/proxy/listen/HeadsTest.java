package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.contract.v1.TargetHead;
import dev.berth.proxy.listen.ScriptedNode.Slowly;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The head as tenants see it: it never goes back on one proxy, unless the chain does. */
class HeadsTest {
    private static final String HEAD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";
    private static final String LATEST =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[ \"latest\" , true]}";
    private static final String READ =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[{},\"latest\"]}";

    private RunningProxy proxy;
    private ScriptedNode one;
    private ScriptedNode other;

    @BeforeEach
    void start() {
        proxy = new RunningProxy();
        one = proxy.node();
        other = proxy.node();
        one.head = other.head = 100;
        proxy.route(one, other);
        await().until(() -> proxy.members.now().stream()
                        .filter(seen -> seen.getHead() == 100)
                        .count()
                >= 2);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private long head() {
        return head(proxy.answer(RunningProxy.SHARED, HEAD));
    }

    private static long head(String answer) {
        String hex = answer.replaceFirst(".*\"(?:result|number)\":\"0x([0-9a-f]+)\".*", "$1");
        assertThat(hex).as(answer).matches("[0-9a-f]+");
        return Long.parseLong(hex, 16);
    }

    /** Asks until one member has told its head, which is ahead of what probes have seen. */
    private void toldOf(long height) {
        await().until(() -> head() == height);
    }

    @Test
    void whatACallerIsToldIsTheMembersHeadFromThenOn() {
        one.head = 101;
        toldOf(101);
        for (int i = 0; i < 20; i++) proxy.answer(RunningProxy.SHARED, READ);
        assertThat(one.asked()).hasSize(20);
        assertThat(other.asked()).isEmpty();
    }

    @Test
    void aBlockThatIsAskedForByItsTagTellsTheHeadToo() {
        one.head = 101;
        await().until(() -> head(proxy.answer(RunningProxy.SHARED, LATEST)) == 101);
        for (int i = 0; i < 20; i++) assertThat(head()).isEqualTo(101);
    }

    @Test
    void whenTheMemberThatWasAheadIsLostACallWaitsForTheOtherToGetThere() {
        one.head = 101;
        toldOf(101);
        one.stop();
        var late = Executors.newSingleThreadScheduledExecutor();
        try (late) {
            var _ = late.schedule(() -> other.head = 102, 400, TimeUnit.MILLISECONDS);
            assertThat(head()).isEqualTo(102);
            assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("\"result\"");
        }
    }

    @Test
    void aBlockThatNobodyHasAnyMoreIsGivenUpAfterTwoBlocksTime() {
        one.head = 101;
        toldOf(101);
        one.stop();
        long began = System.nanoTime();
        assertThat(head()).isEqualTo(100);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(800));
        proxy.assertWithin(Duration.ofSeconds(3), began);
        began = System.nanoTime();
        for (int i = 0; i < 5; i++) assertThat(head()).isEqualTo(100);
        proxy.assertWithin(Duration.ofMillis(500), began);
    }

    private void anotherProxyTold(long height) {
        proxy.members.heardOf(
                TargetHead.newBuilder().setTargetId("pool").setHeight(height).build());
    }

    @Test
    void aBlockThatAnotherProxyToldOfIsWaitedForToo() {
        toldOf(100);
        anotherProxyTold(101);
        try (var late = Executors.newSingleThreadScheduledExecutor()) {
            var _ = late.schedule(() -> other.head = 101, 300, TimeUnit.MILLISECONDS);
            assertThat(head()).isEqualTo(101);
        }
        anotherProxyTold(99);
        assertThat(head()).isEqualTo(101);
    }

    @Test
    void aBlockThatAnotherProxyToldOfAndNobodyHasIsWaitedForOnce() {
        toldOf(100);
        anotherProxyTold(101);
        long began = System.nanoTime();
        assertThat(head()).isEqualTo(100);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(800));
        proxy.assertWithin(Duration.ofSeconds(3), began);
        anotherProxyTold(101);
        began = System.nanoTime();
        for (int i = 0; i < 5; i++) assertThat(head()).isEqualTo(100);
        proxy.assertWithin(Duration.ofMillis(500), began);
        one.head = other.head = 102;
        await().until(() -> head() == 102);
        assertThat(proxy.members.told())
                .contains(TargetHead.newBuilder()
                        .setTargetId("pool")
                        .setHeight(102)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 64})
    void aReorganisationThatEveryMemberSawIsToldAtOnce(long deep) {
        toldOf(100);
        one.head = other.head = 100 - deep;
        long began = System.nanoTime();
        await().until(() -> head() == 100 - deep);
        proxy.assertWithin(Duration.ofMillis(1_200), began);
        for (int i = 0; i < 20; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("\"result\"");
        one.head = other.head = 101 - deep;
        began = System.nanoTime();
        await().until(() -> head() == 101 - deep);
        proxy.assertWithin(Duration.ofMillis(1_200), began);
        assertThat(proxy.meter.items()).doesNotContainKeys("eth_blockNumber FAILED", "eth_call FAILED");
    }

    @Test
    void aMemberThatFellBackAloneIsNotBelieved() {
        toldOf(100);
        one.head = 37;
        for (int i = 0; i < 50; i++) assertThat(head()).isEqualTo(100);
    }

    @Test
    void anAnswerThatWasOvertakenByANewerOneIsAskedForAgain() throws Exception {
        one.heads = other.heads = does -> new Slowly(300, does);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var slow = IntStream.range(0, 4)
                    .mapToObj(_ -> callers.submit(() -> head()))
                    .toList();
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            one.heads = other.heads = does -> does;
            one.head = other.head = 101;
            assertThat(head(proxy.answer(RunningProxy.SHARED, LATEST))).isEqualTo(101);
            for (var call : slow) assertThat(call.get()).isEqualTo(101);
        }
    }

    @Test
    void noCallThatBeginsAfterAnotherEndedSeesAnOlderHead() throws Exception {
        var newest = new AtomicLong();
        var random = new Random(7);
        Callable<Integer> caller = () -> {
            int calls = 0;
            for (long until = System.nanoTime() + 3_000_000_000L; System.nanoTime() < until; calls++) {
                long known = newest.get();
                long head = calls % 2 == 0 ? head() : head(proxy.answer(RunningProxy.SHARED, LATEST));
                assertThat(head).isGreaterThanOrEqualTo(known);
                newest.accumulateAndGet(head, Math::max);
            }
            return calls;
        };
        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                var blocks = Executors.newSingleThreadScheduledExecutor()) {
            var _ = blocks.scheduleAtFixedRate(
                    () -> {
                        ScriptedNode lucky = random.nextBoolean() ? one : other;
                        lucky.head = Math.max(one.head, other.head) + random.nextInt(2);
                        lucky.heads = does -> new Slowly(1 + random.nextInt(20), does);
                    },
                    0,
                    30,
                    TimeUnit.MILLISECONDS);
            var calls =
                    IntStream.range(0, 8).mapToObj(_ -> callers.submit(caller)).toList();
            for (var call : calls) assertThat(call.get()).isPositive();
            blocks.shutdownNow();
        }
        assertThat(newest.get()).isGreaterThan(100);
    }
}
