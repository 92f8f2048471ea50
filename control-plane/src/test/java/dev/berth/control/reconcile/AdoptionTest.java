package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.control.reconcile.WantedAnvil.HOST;
import static dev.berth.control.reconcile.WantedAnvil.found;
import static dev.berth.control.reconcile.WantedAnvil.host;
import static dev.berth.control.reconcile.WantedAnvil.killed;
import static dev.berth.control.reconcile.WantedAnvil.running;
import static dev.berth.control.reconcile.WantedAnvil.that;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.NODE_OBSERVATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.event.Actor;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node.Desired;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.Scope;
import dev.berth.host.engine.UnitObservation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After an older backup a host has newer generations than the database knows (F11): they are adopted, and none is made twice. */
class AdoptionTest {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void theNewestGenerationThatOnlyTheHostHasIsTaken() {
        assertThat(adopted(1, found(1, killed()), found(3, running()), found(2, killed())))
                .hasValue(3);
    }

    @Test
    void whatTheDatabaseKnowsIsNotAdopted() {
        assertThat(adopted(3, found(3, running()), found(2, running()))).isEmpty();
        assertThat(adopted(1)).isEmpty();
    }

    private static OptionalInt adopted(int generation, UnitObservation... units) {
        return Adoption.of(
                that(Desired.RUNNING, generation, null),
                Objects.requireNonNull(host(units).get(HOST)));
    }

    @Test
    void aNodeThatWasRestartedSinceTheBackupRunsOnAsItIs() {
        try (var platform = new PlatformInTest();
                var mortal = new MortalControlPlane(platform, directory)) {
            mortal.live(_ -> false);
            var tenant = platform.tenant("acme", true, "automatic", 5);
            var created =
                    (CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, "mine", "anvil", Map.of()));
            NodeId node = created.node().id();
            mortal.answers(node);
            mortal.nudge();
            awaitReady(platform, 1);
            new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), mortal::nudge)
                    .restart(EVERYBODY, node, new Actor("key:test"));
            awaitReady(platform, 2);
            UnitObservation before = unit(mortal);
            platform.database.doAsPlatform(
                    tx -> { // as an older backup has it
                        tx.execute("update node set generation = 1");
                        tx.execute("update unit set generation = 1");
                        tx.execute("update node_observation set generation = 1");
                    });
            mortal.nudge();
            await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> generation(platform, node) == 2);
            awaitReady(platform, 2);
            assertThat(unit(mortal)).as("neither removed nor made again").isEqualTo(before);
            platform.database.doAsPlatform(tx -> {
                assertThat(tx.fetchCount(EVENT, EVENT.KIND.eq("node.adopted"))).isOne();
                assertThat(tx.fetchCount(EVENT, EVENT.KIND.eq("unit.ended"))).isZero();
            });
        }
    }

    private static void awaitReady(PlatformInTest platform, int generation) {
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .until(() -> platform.database.<Boolean>asPlatform(tx -> tx.fetchExists(
                        NODE_OBSERVATION,
                        NODE_OBSERVATION.READY.isTrue(),
                        NODE_OBSERVATION.GENERATION.eq(generation))));
    }

    private static int generation(PlatformInTest platform, NodeId node) {
        return platform.database.asPlatform(
                tx -> Nodes.find(tx, EVERYBODY, node).orElseThrow().generation());
    }

    private static UnitObservation unit(MortalControlPlane mortal) {
        var units = mortal.host.observe(0).units();
        assertThat(units).hasSize(1);
        return units.getFirst();
    }
}
