package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.event.Actor;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.operation.OperationId;
import dev.berth.control.template.Rendering;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A control plane that dies between any two of its steps (F3): whoever comes after it ends every operation, has one unit
 * per generation, and leaks nothing. The whole platform, killed for real, is tested in the module e2e.
 */
class CrashTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final PlatformInTest platform = new PlatformInTest();
    private final Map<FailPoint, Integer> crashes = new EnumMap<>(FailPoint.class);
    private MortalControlPlane mortal;
    private TenantId tenant;
    private ChangeNode changeNode;

    @BeforeEach
    void open() {
        mortal = new MortalControlPlane(platform, directory);
        tenant = platform.tenant("acme", true, "automatic", 50);
        changeNode = new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), mortal::nudge);
    }

    @AfterEach
    void close() {
        mortal.close();
        platform.close();
    }

    @Test
    void aNodeLivesAsItShouldThoughItsControlPlaneDiesOnceAtEveryFailPoint() {
        Set<FailPoint> left = EnumSet.allOf(FailPoint.class);
        mortal.live(once(left));
        liveAndDie(1);
        System.out.println("control plane killed at: " + crashes);
        assertThat(left).as("fail points that were never passed").isEmpty();
    }

    @Test
    void manyNodesLiveAsTheyShouldThoughTheirControlPlaneDiesAtRandom() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        mortal.live(
                point -> crashes.values().stream().mapToInt(Integer::intValue).sum() < 40
                        && random.nextInt(15) == 0
                        && counted(point));
        liveAndDie(8);
        System.out.println("seed " + seed + ", control plane killed at: " + crashes);
        assertThat(crashes).as("seed " + seed).isNotEmpty();
    }

    private Predicate<FailPoint> once(Set<FailPoint> left) {
        return point -> left.remove(point) && counted(point);
    }

    private boolean counted(FailPoint point) {
        crashes.merge(point, 1, Integer::sum);
        return true;
    }

    /** Creates, restarts, stops and deletes so many nodes side by side, and looks after each whether all is as it should be. */
    private void liveAndDie(int count) {
        var nodes = new ArrayList<NodeId>();
        var creations = new ArrayList<OperationId>();
        for (int number = 0; number < count; number++) {
            var created = (CreateNode.Outcome.Accepted)
                    platform.createNode.create(order(tenant, "n" + number, "anvil", Map.of()));
            nodes.add(created.node().id());
            creations.add(created.operation());
            mortal.answers(created.node().id());
            mortal.nudge();
        }
        awaitSuccess(creations);
        for (NodeId node : nodes) assertThat(units(node)).containsExactly(running(node, 1));
        awaitSuccess(change(nodes, node -> changeNode.restart(new Scope.Everybody(), node, new Actor("key:test"))));
        for (NodeId node : nodes) assertThat(units(node)).containsExactly(running(node, 2));
        awaitSuccess(change(nodes, node -> changeNode.delete(new Scope.Everybody(), node, new Actor("key:test"))));
        assertNothingIsLeft();
    }

    private List<OperationId> change(List<NodeId> nodes, java.util.function.Function<NodeId, ChangeNode.Outcome> wish) {
        return nodes.stream()
                .map(wish)
                .map(outcome -> ((ChangeNode.Outcome.Accepted) outcome).operation())
                .toList();
    }

    private void awaitSuccess(List<OperationId> operations) {
        for (OperationId operation : operations)
            await("operation " + operation)
                    .dontCatchUncaughtExceptions()
                    .atMost(PATIENCE)
                    .until(() -> state(operation), "succeeded"::equals);
    }

    private String state(OperationId operation) {
        return platform.database.asPlatform(tx -> tx.select(OPERATION.STATE)
                .from(OPERATION)
                .where(OPERATION.OPERATION_ID.eq(operation.value()))
                .fetchSingle(OPERATION.STATE));
    }

    private List<String> units(NodeId node) {
        return mortal.host.observe(0).units().stream()
                .filter(unit -> unit.name().node().equals(Rendering.shortName(node)))
                .map(CrashTest::text)
                .toList();
    }

    private static String running(NodeId node, int generation) {
        return new UnitName(Rendering.shortName(node), "node", generation) + " runs";
    }

    private static String text(UnitObservation unit) {
        return unit.name() + (unit.running() ? " runs" : " does not run");
    }

    private void assertNothingIsLeft() {
        var host = mortal.host.observe(0);
        assertThat(host.units()).isEmpty();
        assertThat(host.volumes()).isEmpty();
        assertThat(host.networks()).isEmpty();
        assertThat(platform.count(RESERVED_PORT)).isZero();
        assertThat(platform.count(RESERVED_SUBNET)).isZero();
        platform.database.doAsPlatform(tx -> {
            assertThat(tx.fetchCount(LEASE, LEASE.ENDED_AT.isNull())).isZero();
            assertThat(tx.fetchCount(READY_INTERVAL, READY_INTERVAL.TO_TIME.isNull()))
                    .as("ready time that still runs")
                    .isZero();
            assertThat(tx.fetchCount(OPERATION, OPERATION.STATE.eq("running"))).isZero();
            assertThat(tx.select(HOST.RESERVED_MEMORY_BYTES).from(HOST).fetchSingle(HOST.RESERVED_MEMORY_BYTES))
                    .as("memory reserved, of " + 64 * GIB)
                    .isZero();
        });
    }
}
