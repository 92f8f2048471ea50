package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.EVENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOverview;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data of a node is gone from its host, and its owner has said what then. */
class BeginAnewTest {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final PlatformInTest platform = new PlatformInTest();
    private MortalControlPlane mortal;
    private NodeId node;

    @BeforeEach
    void open() {
        mortal = new MortalControlPlane(platform, directory);
        mortal.live(_ -> false);
        node = ((CreateNode.Outcome.Accepted) platform.createNode.create(
                        order(platform.tenant("acme", true, "automatic", 5), "mine", "anvil", Map.of())))
                .node()
                .id();
        mortal.answers(node);
        mortal.nudge();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .until(() -> overview().state() instanceof NodeState.Ready);
    }

    @AfterEach
    void close() {
        mortal.close();
        platform.close();
    }

    @Test
    void whoIsAskedIsAsked() {
        loseData();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(overview().state())
                        .isInstanceOfSatisfying(
                                NodeState.Failed.class,
                                failed -> assertThat(failed.code()).isEqualTo("DATA_LOST")));
        assertThat(overview().node().generation()).isOne();
    }

    @Test
    void whoSaidSoBeforeHasItBeginAnewOnceAndIsTold() {
        platform.database.doAsPlatform(tx -> Nodes.onDataLoss(tx, node, Node.OnDataLoss.REBUILD));
        loseData();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .until(() -> overview().node().generation() == 2 && overview().state() instanceof NodeState.Ready);
        assertThat(mortal.host.observe(0).volumes()).hasSize(1);
        assertThat(told("node.failed")).isOne();
        assertThat(told("node.rebuilt")).isOne();
    }

    private void loseData() {
        mortal.host.observe(0).volumes().forEach(volume -> mortal.engine.vanish(volume.name()));
        mortal.nudge();
    }

    private int told(String kind) {
        return platform.database.<Integer>asPlatform(tx -> tx.fetchCount(EVENT, EVENT.KIND.eq(kind)));
    }

    private NodeOverview overview() {
        return platform.database.asPlatform(tx -> new NodeOverviews(platform.templates)
                .of(
                        tx,
                        Nodes.find(tx, EVERYBODY, node).orElseThrow(),
                        Clock.systemUTC().instant()));
    }
}
