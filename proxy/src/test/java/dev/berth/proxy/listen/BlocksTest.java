package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.listen.ScriptedNode.Answers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that name a block go to a member that has it. */
class BlocksTest {
    private static final String HEAD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";

    private RunningProxy proxy;
    private ScriptedNode full;
    private ScriptedNode archive;

    @BeforeEach
    void start() {
        proxy = new RunningProxy();
        full = proxy.node();
        archive = proxy.node();
        full.head = archive.head = 1_000;
        full.lowestState = 872;
        full.script = archive.script = _ -> new Answers("[]");
        proxy.route(full, archive);
        await().until(() -> proxy.members.now().stream()
                        .filter(seen -> seen.getHead() == 1_000 && seen.hasLowestState())
                        .count()
                >= 2);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private static String balance(String block) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBalance\",\"params\":[\"0x1\"," + block + "]}";
    }

    private static String logs(long from, String to) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getLogs\",\"params\":[{\"fromBlock\":\"0x"
                + Long.toHexString(from) + "\",\"toBlock\":\"" + to + "\"}]}";
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void howFarBackMembersGoIsFoundOutAndReported() {
        assertThat(proxy.members.now())
                .filteredOn(seen -> seen.getUpstreamId().startsWith("node"))
                .extracting(seen -> seen.getLowestState())
                .containsExactlyInAnyOrder(872L, 0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0x10\"", "16", "{\"blockNumber\":\"0x10\"}"})
    void theStateAtAnOldBlockIsAskedOfTheArchiveEvenWhenItIsBehind(String block) {
        archive.head = 990;
        await().until(() -> proxy.members.now().stream().anyMatch(seen -> seen.getHead() == 990));
        for (int i = 0; i < 10; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, balance(block))).contains("\"result\"");
        assertThat(archive.asked()).hasSize(10);
        assertThat(full.asked()).isEmpty();
    }

    @Test
    void theStateAtANewBlockIsAskedOfBoth() {
        for (int i = 0; i < 40; i++) proxy.answer(RunningProxy.SHARED, balance("\"0x3e0\""));
        assertThat(full.asked()).isNotEmpty();
        assertThat(archive.asked()).isNotEmpty();
    }

    @Test
    void whenTheArchiveIsDownAFullNodesErrorIsNotTakenForTheTruth() {
        archive.stop();
        await().atMost(Duration.ofSeconds(20)).until(() -> proxy.unhealthy().contains("refuses connections"));
        var response = proxy.post(RunningProxy.SHARED, balance("\"0x10\""));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("has nothing before block 872");
        assertThat(proxy.answer(RunningProxy.SHARED, balance("\"latest\""))).contains("\"result\"");
    }

    @Test
    void aRangeThatEndsAboveOneMembersHeadIsAskedOfTheOther() {
        archive.head = 1_001;
        await().until(() -> proxy.members.now().stream().anyMatch(seen -> seen.getHead() == 1_001));
        for (int i = 0; i < 20; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, logs(990, hex(1_001)))).contains("\"result\":[]");
        assertThat(full.asked()).isEmpty();
    }

    @Test
    void aRangeThatEndsAboveEveryHeadWaitsForTheBlock() {
        try (var blocks = Executors.newSingleThreadScheduledExecutor()) {
            var _ = blocks.schedule(() -> full.head = 1_002, 300, TimeUnit.MILLISECONDS);
            long began = System.nanoTime();
            assertThat(proxy.answer(RunningProxy.SHARED, logs(990, hex(1_002)))).contains("\"result\":[]");
            assertThat(since(began)).isGreaterThan(Duration.ofMillis(250));
        }
        assertThat(full.asked()).hasSize(1);
    }

    @Test
    void aRangeThatNobodyReachesIsAnErrorAndNeverSilentlyEmpty() {
        long began = System.nanoTime();
        assertThat(proxy.answer(RunningProxy.SHARED, logs(990, hex(1_003))))
                .contains("\"code\":-32000", "above the newest that a node has: 1000");
        assertThat(since(began)).isGreaterThan(Duration.ofMillis(800));
        proxy.assertWithin(Duration.ofSeconds(3), began);
        began = System.nanoTime();
        assertThat(proxy.answer(RunningProxy.SHARED, logs(990, hex(1_000_000)))).contains("\"code\":-32000");
        proxy.assertWithin(Duration.ofMillis(800), began); // too far ahead for a wait
        assertThat(full.asked()).isEmpty();
        assertThat(archive.asked()).isEmpty();
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_getLogs REFUSED");
    }

    @Test
    void aRangeUpToTheNewestBlockGoesToTheNewestHead() {
        archive.head = 1_001;
        await().until(() -> proxy.answer(RunningProxy.SHARED, HEAD).contains(hex(1_001)));
        for (int i = 0; i < 20; i++)
            assertThat(proxy.answer(RunningProxy.SHARED, logs(990, "latest"))).contains("\"result\"");
        assertThat(full.asked()).isEmpty();
    }

    @Test
    void aBlockThatCallersWereToldOfIsNeverNullOnAMemberThatHasItNotYet() {
        archive.head = 1_001;
        await().until(() -> proxy.answer(RunningProxy.SHARED, HEAD).contains(hex(1_001)));
        full.script = archive.script = _ -> new Answers("null");
        String block =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[\"0x3e9\",false]}";
        for (int i = 0; i < 20; i++) proxy.answer(RunningProxy.SHARED, block);
        assertThat(full.asked()).isEmpty();
    }

    @Test
    void aBlockThatIsNotThereYetIsTheNodesToAnswer() {
        full.script = archive.script = _ -> new Answers("null");
        String block =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[\"0x3e9\",false]}";
        long began = System.nanoTime();
        assertThat(proxy.answer(RunningProxy.SHARED, block)).contains("\"result\":null");
        proxy.assertWithin(Duration.ofMillis(500), began);
    }
}
