package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.node.CreateNode;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.operation.OperationId;
import dev.berth.control.tenant.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host's ports and subnets that a program of somebody else has: the node takes others, and says so (F8). */
class AddressesTakenTest {
    @TempDir
    Path directory;

    private final PlatformInTest platform = new PlatformInTest();
    private MortalControlPlane immortal;
    private TenantId tenant;

    @BeforeEach
    void open() {
        immortal = new MortalControlPlane(platform, directory);
        tenant = platform.tenant("acme", true, "automatic", 50);
        immortal.live(_ -> false);
    }

    @AfterEach
    void close() {
        immortal.close();
        platform.close();
    }

    @Test
    void aNodeTakesTheNextSubnetThatNobodyHas() {
        immortal.engine.script().occupy("10.77.0.0/26");
        immortal.engine.script().occupy("10.77.0.64/26");
        awaitSuccess();
        assertThat(immortal.host.observe(0).networks())
                .extracting(network -> network.subnet())
                .containsExactly("10.77.0.128/26");
    }

    @Test
    void aNodeTakesTheNextPortThatNobodyHas() {
        immortal.engine.script().occupy(30_000);
        awaitSuccess();
        assertThat(immortal.host.observe(0).units().getFirst().bindings())
                .extracting(binding -> binding.hostPort())
                .containsExactly(30_001);
    }

    private void awaitSuccess() {
        var created =
                (CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, "mine", "anvil", Map.of()));
        immortal.answers(created.node().id());
        immortal.nudge();
        await().atMost(Duration.ofSeconds(30)).until(() -> state(created.operation()), "succeeded"::equals);
    }

    private String state(OperationId operation) {
        return platform.database.asPlatform(tx -> tx.select(OPERATION.STATE)
                .from(OPERATION)
                .where(OPERATION.OPERATION_ID.eq(operation.value()))
                .fetchSingle(OPERATION.STATE));
    }
}
