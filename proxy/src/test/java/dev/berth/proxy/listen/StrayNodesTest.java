package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that answer well, and are not where they say or should be. */
class StrayNodesTest {
    private static final String HEAD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";
    private static final String READ =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[{},\"latest\"]}";

    private RunningProxy proxy;
    private ScriptedNode steady;
    private ScriptedNode stray;

    @BeforeEach
    void start() {
        proxy = new RunningProxy();
        steady = proxy.node();
        stray = proxy.node();
        steady.head = stray.head = 100;
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private void route() {
        proxy.route(steady, stray);
        awaitHeads(100);
    }

    private void awaitHeads(long height) {
        await().until(() -> proxy.members.now().stream()
                        .filter(seen -> seen.getHead() == height)
                        .count()
                >= 2);
    }

    private void reads(int count) {
        for (int i = 0; i < count; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, READ)).contains("\"result\"");
    }

    @Test
    void aNodeOfAnotherChainGetsNoCallAndTheReasonSaysWhich() {
        stray.chain = "0x1";
        proxy.route(steady, stray);
        reads(20);
        assertThat(stray.asked()).isEmpty();
        await().untilAsserted(() -> assertThat(proxy.unhealthy())
                .contains("is on another chain: eth_chainId says \"0x1\" (expected: \"0x539\")"));
        steady.stop();
        var response = proxy.post(RunningProxy.SHARED, READ);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("is on another chain");
        assertThat(stray.asked()).isEmpty();
    }

    @Test
    void aNodeThatComesBackAsAnotherChainIsNotUsedAgainUntilItIsTheRightOne() {
        route();
        stray.stop();
        await().atMost(Duration.ofSeconds(20)).until(() -> proxy.unhealthy().contains("refuses connections"));
        stray.chain = "0x1";
        stray.start();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(proxy.unhealthy()).anyMatch(why -> why.contains("another chain")));
        stray.asked().clear();
        reads(20);
        assertThat(stray.asked()).isEmpty();
        stray.chain = "0x539";
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            reads(5);
            return !stray.asked().isEmpty();
        });
    }

    @Test
    void aHeadThatLeapsByAMillionForOnePollIsBelievedByNobody() {
        route();
        stray.head = 1_000_100;
        try (var clock = Executors.newSingleThreadScheduledExecutor()) {
            var _ = clock.schedule(() -> stray.head = 100, 100, TimeUnit.MILLISECONDS);
            long began = System.nanoTime();
            for (int i = 0; i < 50; i++)
                assertThat(proxy.answer(RunningProxy.SHARED, HEAD)).contains("0x64");
            reads(50);
            proxy.assertWithin(Duration.ofSeconds(2), began);
        }
        assertThat(steady.asked()).as("was never behind").isNotEmpty();
        steady.head = stray.head = 101;
        await().until(() -> proxy.answer(RunningProxy.SHARED, HEAD).contains("0x65"));
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_blockNumber ANSWERED", "eth_call ANSWERED");
    }

    @Test
    void aLeapThatLastsIsBelieved() {
        route();
        steady.head = stray.head = 1_000_100;
        await().atMost(Duration.ofSeconds(20))
                .until(() -> proxy.answer(RunningProxy.SHARED, HEAD).contains(Long.toHexString(1_000_100)));
    }

    @Test
    void aNodeThatKeepsFallingTwentyBlocksBackGetsNoReadsInBetween() {
        route();
        for (int flip = 0; flip < 3; flip++) {
            stray.head = 80;
            await().until(() -> proxy.members.now().stream().anyMatch(seen -> seen.getHead() == 80));
            stray.head = 100;
            awaitHeads(100);
            stray.asked().clear();
            reads(30);
            for (int i = 0; i < 10; i++)
                assertThat(proxy.answer(RunningProxy.SHARED, HEAD)).contains("0x64");
            assertThat(stray.asked()).isEmpty();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            reads(5);
            return !stray.asked().isEmpty();
        });
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_blockNumber ANSWERED", "eth_call ANSWERED");
    }
}
