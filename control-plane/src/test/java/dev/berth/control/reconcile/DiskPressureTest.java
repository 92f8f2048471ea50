package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.EVENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.disk.WatchDisks;
import dev.berth.control.event.Actor;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.template.Rendering;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.host.engine.VolumeName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills while nodes run (F7), as the reconciler brings it about; on a real file system it is tested in the module e2e. */
class DiskPressureTest {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final PlatformInTest platform = new PlatformInTest();
    private MortalControlPlane mortal;
    private WatchDisks watch;
    private Host host;
    private TenantId tenant;

    @BeforeEach
    void open() {
        mortal = new MortalControlPlane(platform, directory);
        host = platform.database.asPlatform(tx -> Hosts.named(tx, "local")).orElseThrow();
        watch = new WatchDisks(
                platform.database, HostAgents.of(Map.of(host.id(), mortal.host), System::nanoTime), mortal::nudge);
        tenant = platform.tenant("acme", true, "automatic", 50);
        mortal.live(_ -> false);
    }

    @AfterEach
    void close() {
        watch.close();
        mortal.close();
        platform.close();
    }

    @Test
    void whoHasMoreThanItReservedIsStoppedFirstAndComesBackWithItsDataWhenThereIsRoom() {
        Node greedy = readyNode("greedy");
        Node modest = readyNode("modest");
        mortal.engine.script().fill(volume(greedy), 3 * GIB);
        mortal.engine.script().fill(volume(modest), GIB / 2);
        int volumes = mortal.host.observe(0).volumes().size();

        left(90);
        awaitLooks(() -> assertThat(reasons("node.disk-low", greedy.id()))
                .singleElement()
                .asString()
                .startsWith("of what it reserved, 3.0 GiB of 1.0 GiB used, 300%"));
        left(10);
        awaitLooks(() ->
                assertThat(reasons("host.disk-low", host.id())).containsExactly("90.0 GiB of 100.0 GiB used, 90%"));
        assertThat(state(greedy)).isInstanceOf(NodeState.Ready.class);

        left(1);
        awaitLooks(() -> assertThat(state(greedy))
                .isInstanceOfSatisfying(
                        NodeState.Stopped.class,
                        stopped -> assertThat(stopped.reason())
                                .startsWith("DISK_PRESSURE: its host's disk is full, and the node has 3.0 GiB where it"
                                        + " reserved 1.0 GiB")));
        assertThat(state(modest)).isInstanceOf(NodeState.Ready.class);
        assertThat(reasons("host.disk-pressure", host.id()))
                .singleElement()
                .asString()
                .contains("its floor of 2.0 GiB: nothing is placed there");
        assertThat(((CreateNode.Outcome.Refused) platform.createNode.create(order(tenant, "more", "anvil", Map.of())))
                        .refusal()
                        .message())
                .isEqualTo("local: has a full disk");
        assertThat(changeNode().restart(EVERYBODY, greedy.id(), new Actor("key:test")))
                .isInstanceOfSatisfying(
                        ChangeNode.Outcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("DISK_PRESSURE"));

        left(3);
        watch.run();
        assertThat(state(greedy)).as("twice the floor is not left").isInstanceOf(NodeState.Stopped.class);
        leftMebibytes(900);
        awaitLooks(() -> assertThat(state(modest)).isInstanceOf(NodeState.Stopped.class));
        assertThat(mortal.host.observe(0).volumes()).hasSize(volumes);

        left(50);
        awaitLooks(() -> {
            assertThat(state(greedy)).isInstanceOf(NodeState.Ready.class);
            assertThat(state(modest)).isInstanceOf(NodeState.Ready.class);
        });
        assertThat(now(greedy).generation()).isOne();
        assertThat(reasons("node.disk-relieved", modest.id())).hasSize(1);
        assertThat(platform.createNode.create(order(tenant, "more", "anvil", Map.of())))
                .isInstanceOf(CreateNode.Outcome.Accepted.class);
    }

    private void left(long gibibytes) {
        leftMebibytes(gibibytes * 1024);
    }

    private void leftMebibytes(long mebibytes) {
        mortal.engine.script().disk(100 * GIB, mebibytes << 20);
    }

    private void awaitLooks(Runnable holds) {
        await().dontCatchUncaughtExceptions().atMost(PATIENCE).untilAsserted(() -> {
            watch.run();
            holds.run();
        });
    }

    private static VolumeName volume(Node node) {
        return new VolumeName("berth-" + Rendering.shortName(node.id()) + "-node");
    }

    private Node readyNode(String name) {
        var created = (CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, name, "anvil", Map.of()));
        mortal.answers(created.node().id());
        mortal.nudge();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state(created.node())).isInstanceOf(NodeState.Ready.class));
        return created.node();
    }

    private ChangeNode changeNode() {
        return new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), mortal::nudge);
    }

    private Node now(Node node) {
        return platform.database.asPlatform(
                tx -> Nodes.find(tx, EVERYBODY, node.id()).orElseThrow());
    }

    private NodeState state(Node node) {
        return platform.database.asPlatform(tx -> new NodeOverviews(platform.templates)
                .of(
                        tx,
                        Nodes.find(tx, EVERYBODY, node.id()).orElseThrow(),
                        Clock.systemUTC().instant())
                .state());
    }

    private List<String> reasons(String kind, Object subject) {
        return platform.database.asPlatform(tx -> tx.select(EVENT.REASON)
                .from(EVENT)
                .where(EVENT.KIND.eq(kind), EVENT.SUBJECT_ID.eq(subject.toString()))
                .fetch(EVENT.REASON));
    }
}
