package dev.berth.control.sample;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.NODE_SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.fleet.EnrolHost;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.Observations;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.template.Rendering;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.fake.FakeEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleNodesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path directory;

    private final PlatformInTest platform = new PlatformInTest();
    private final FakeEngine engine = new FakeEngine(Clock.systemUTC());
    private HostAgent host;
    private SampleNodes sampleNodes;
    private NodeId node;

    @BeforeEach
    void open() {
        var config = new HostConfig("in-test", directory, directory, new PortRange(30_000, 30_999), "10.77.0.0/16");
        host = new LocalHostAgent(config, engine, Clock.systemUTC());
        HostId id = platform.database.asPlatform(tx -> EnrolHost.run(tx, "local", host.describe()));
        sampleNodes = new SampleNodes(platform.database, HostAgents.of(Map.of(id, host), System::nanoTime));
        node = running("a");
    }

    @AfterEach
    void close() {
        sampleNodes.close();
        host.close();
        platform.close();
    }

    /** A node whose only unit runs, by what the reconciler has seen of it. */
    private NodeId running(String name) {
        var tenant = platform.tenant("tenant-" + name, true, "automatic", 5);
        var created = (CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, name, "anvil", Map.of()));
        NodeId id = created.node().id();
        platform.database.doAsPlatform(tx -> {
            Observations.save(
                    tx,
                    id,
                    new UnitSeen("node", 1, UnitSeen.State.RUNNING, Map.of(), null, false, NOW, null, 1, null, NOW));
            Observations.save(
                    tx,
                    id,
                    new NodeSeen(
                            1,
                            true,
                            42L,
                            NOW,
                            3,
                            JsonNodeFactory.instance.objectNode(),
                            List.of(),
                            NOW,
                            null,
                            true,
                            null,
                            null,
                            null,
                            0,
                            NOW));
        });
        return id;
    }

    private void uses(NodeId id, long cpuNanos) {
        engine.script()
                .uses(
                        Rendering.shortName(id) + "-node",
                        new Stats(Optional.of(cpuNanos), Optional.of(5 * GIB), Optional.of(7 * GIB), Optional.of(9L)));
    }

    /** Passes, until the node has so many samples. */
    private List<NodeSample> awaitSamples(NodeId id, int count) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            sampleNodes.run();
                            return samples(id);
                        },
                        samples -> samples.size() == count);
    }

    private List<NodeSample> samples(NodeId id) {
        return platform.database.asPlatform(tx -> {
            Instant now = Clock.systemUTC().instant();
            var lastHour = new Stretch(now.minus(Duration.ofHours(1)), now.plusSeconds(60), Stretch.MINUTE);
            return NodeSamples.of(tx, id, lastHour, now);
        });
    }

    private void aMinutePasses() {
        platform.database.doAsPlatform(tx -> tx.execute("""
            with moved as (delete from node_sample returning *)
            insert into node_sample select node_id, step_seconds, at - interval '1 minute', cpu_millis, memory_bytes,
                                           disk_bytes, head, peers
            from moved\
            """));
    }

    @Test
    void aSampleSaysWhatUnitsUseAndWhereTheChainIsAndCoresFromTheSecondOn() {
        uses(node, 1_000_000_000);
        NodeSample first = awaitSamples(node, 1).getFirst();
        assertThat(first.cpuMillis()).isNull();
        assertThat(first.memoryBytes()).isEqualTo(5 * GIB);
        assertThat(first.diskBytes()).isEqualTo(7 * GIB);
        assertThat(first.head()).isEqualTo(42);
        assertThat(first.peers()).isEqualTo(3);
        aMinutePasses();
        uses(node, 4_000_000_000L);
        assertThat(awaitSamples(node, 2).getLast().cpuMillis()).isPositive();
    }

    @Test
    void aUnitThatDoesNotSayHidesWhatOthersUse() {
        assertThat(NodeUse.of(
                        node,
                        List.of(
                                new NodeUse.OfUnit(Optional.of(5L), Optional.of(6L), Optional.of(7L)),
                                new NodeUse.OfUnit(Optional.empty(), Optional.of(60L), Optional.empty()))))
                .isEqualTo(new NodeUse(node, Optional.empty(), Optional.of(66L), Optional.of(7L)));
    }

    @Test
    void aNodeWhoseHostIsSilentHasNoSampleAndTheOthersHave() {
        NodeId other = running("b");
        uses(node, 1);
        uses(other, 1);
        HostId elsewhere = platform.host("elsewhere", "fake", 64_000, 64 * GIB);
        platform.database.doAsPlatform(
                tx -> tx.execute("update lease set host_id = '" + elsewhere + "' where node_id = '" + other + "'"));
        awaitSamples(node, 1);
        assertThat(samples(other)).isEmpty();
    }

    @Test
    void minutesAreSummarisedOnceAndForgottenAfterADay() {
        platform.database.doAsPlatform(tx -> tx.execute("""
            insert into node_sample (node_id, step_seconds, at, cpu_millis, memory_bytes, disk_bytes, head, peers)
            select n.node_id, 60, date_bin('5 minutes', now() - interval '10 minutes', timestamptz 'epoch')
                                  + i * interval '1 minute', 100 * i, i, i, i, i
            from node n, generate_series(0, 4) as i
            union all
            select n.node_id, 60, now() - interval '25 hours', 1, 1, 1, 1, 1 from node n
            union all
            select n.node_id, 300, now() - interval '31 days', 1, 1, 1, 1, 1 from node n\
            """));
        for (int again = 0; again < 2; again++) {
            try (var passes = new SampleNodes(platform.database, HostAgents.of(Map.of(), System::nanoTime))) {
                passes.run();
            }
        }
        platform.database.doAsPlatform(tx -> {
            assertThat(tx.selectFrom(NODE_SAMPLE)
                            .where(NODE_SAMPLE.STEP_SECONDS.eq(300))
                            .fetch(row -> List.of(
                                    row.getCpuMillis(), row.getMemoryBytes(), row.getDiskBytes(), row.getHead(), (long)
                                            row.getPeers())))
                    .containsExactly(List.of(200L, 4L, 4L, 4L, 2L));
            assertThat(tx.fetchCount(NODE_SAMPLE, NODE_SAMPLE.STEP_SECONDS.eq(60)))
                    .isEqualTo(5);
        });
    }

    @Test
    void growthIsTheLineThroughTheLastDaysSamples() {
        platform.database.doAsPlatform(tx -> tx.execute("""
            insert into node_sample (node_id, step_seconds, at, disk_bytes)
            select n.node_id, 60, now() - i * interval '1 minute', 1000000000 - i * 1000000
            from node n, generate_series(1, 60) as i\
            """));
        DiskTrend trend = platform.database.asPlatform(
                tx -> NodeSamples.trend(tx, node, 1_000_000_000L, 1_000_000_000L + 2 * 1_440_000_000L)
                        .orElseThrow());
        assertThat(trend.bytesPerDay()).isBetween(1_439_000_000L, 1_441_000_000L);
        assertThat(trend.daysLeft().orElseThrow()).isBetween(1.9, 2.0);
    }

    @Test
    void ofAFewMinutesNoGrowthIsToldAndDataThatShrinksHasNoEnd() {
        platform.database.doAsPlatform(tx -> tx.execute("""
            insert into node_sample (node_id, step_seconds, at, disk_bytes)
            select n.node_id, 60, now() - i * interval '1 minute', i * 1000 from node n, generate_series(1, 10) as i\
            """));
        assertThat(platform.database.<Boolean>asPlatform(
                        tx -> NodeSamples.trend(tx, node, 1, 2).isPresent()))
                .isFalse();
        assertThat(DiskTrend.of(-1, 10, 20).daysLeft()).isEmpty();
        assertThat(DiskTrend.of(0, 10, 20).daysLeft()).isEmpty();
        assertThat(DiskTrend.of(1, 30, 20).daysLeft()).hasValue(0);
    }
}
