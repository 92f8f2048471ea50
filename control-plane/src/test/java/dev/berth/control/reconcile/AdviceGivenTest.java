package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.EVENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.advice.Advice;
import dev.berth.control.advice.Advices;
import dev.berth.control.event.Actor;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.template.Rendering;
import dev.berth.control.tenant.Scope;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitState.Exit;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What owners are told when a unit ran out of memory (F13) or was killed (F14). */
class AdviceGivenTest {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final PlatformInTest platform = new PlatformInTest();
    private MortalControlPlane mortal;

    @BeforeEach
    void open() {
        mortal = new MortalControlPlane(platform, directory);
        mortal.live(_ -> false);
    }

    @AfterEach
    void close() {
        mortal.close();
        platform.close();
    }

    @Test
    void aUnitThatRanOutOfMemoryIsStartedAgainAndItsOwnerToldOfTheNextSize() {
        NodeId node = readyNode();
        mortal.engine.exit(unit(node), new Exit.Code(137), true);
        mortal.nudge();
        await().atMost(PATIENCE).until(() -> reasons("unit.repair-hint", node).size() == 1);
        awaitReady(node);
        assertThat(reasons("node.size-advised", node))
                .singleElement()
                .asString()
                .contains("size large");
        assertThat(given(node))
                .singleElement()
                .satisfies(advice -> assertThat(advice.code()).isEqualTo(Advice.Code.OUT_OF_MEMORY));
    }

    @Test
    void aStopThatHadToBeForcedIsKnownUntilTheNodeIsReadyAgain() {
        NodeId node = readyNode();
        mortal.engine.script().ignoresSignals(unit(node).alias());
        change().stop(EVERYBODY, node, new Actor("key:test"));
        await().atMost(PATIENCE).until(() -> state(node) instanceof NodeState.Stopped);
        assertThat(given(node))
                .singleElement()
                .satisfies(advice -> assertThat(advice.code()).isEqualTo(Advice.Code.UNCLEAN_SHUTDOWN));
        assertThat(reasons("unit.repair-hint", node)).isEmpty();
        change().start(EVERYBODY, node, new Actor("key:test"));
        awaitReady(node);
        assertThat(reasons("unit.repair-hint", node))
                .singleElement()
                .asString()
                .contains("written to its state file once a second");
        assertThat(given(node)).isEmpty();
    }

    private static UnitName unit(NodeId node) {
        return new UnitName(Rendering.shortName(node), "node", 1);
    }

    private NodeId readyNode() {
        var created = (CreateNode.Outcome.Accepted) platform.createNode.create(
                order(platform.tenant("acme", true, "automatic", 50), "mine", "anvil", Map.of()));
        mortal.answers(created.node().id());
        mortal.nudge();
        awaitReady(created.node().id());
        return created.node().id();
    }

    private void awaitReady(NodeId node) {
        await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> state(node) instanceof NodeState.Ready);
    }

    private ChangeNode change() {
        return new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), mortal::nudge);
    }

    private NodeState state(NodeId node) {
        return platform.database.asPlatform(tx -> new NodeOverviews(platform.templates)
                .of(
                        tx,
                        Nodes.find(tx, EVERYBODY, node).orElseThrow(),
                        Clock.systemUTC().instant())
                .state());
    }

    private List<Advice> given(NodeId node) {
        return platform.database.asPlatform(tx -> Advices.of(tx, List.of(node))).getOrDefault(node, List.of()).stream()
                .map(Advices.Given::advice)
                .toList();
    }

    private List<String> reasons(String kind, NodeId node) {
        return platform.database.asPlatform(tx -> tx.select(EVENT.REASON)
                .from(EVENT)
                .where(EVENT.KIND.eq(kind), EVENT.SUBJECT_ID.eq(node.toString()))
                .fetch(EVENT.REASON));
    }
}
