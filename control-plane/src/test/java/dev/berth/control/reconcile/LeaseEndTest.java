package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.event.Actor;
import dev.berth.control.lease.KeepLeases;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.ReclaimLease;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.Escrows;
import dev.berth.control.ledger.Ledger;
import dev.berth.control.ledger.PayTenant;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a node whose lease is reclaimed, or is out of funds, as the reconciler brings it about. */
class LeaseEndTest {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Actor OPERATOR = new Actor("key:operator");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final PlatformInTest platform = new PlatformInTest();
    private MortalControlPlane mortal;
    private KeepLeases keep;
    private TenantId tenant;

    @BeforeEach
    void open() {
        mortal = new MortalControlPlane(platform, directory);
        tenant = platform.tenant("acme", true, "automatic", 50);
        var changeNode = new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), mortal::nudge);
        keep = new KeepLeases(platform.database, changeNode, mortal::nudge);
    }

    @AfterEach
    void close() {
        mortal.close();
        platform.close();
    }

    @Test
    void aReclaimedLeaseGivesItsPlaceBackOnceThoughTheControlPlaneDiesBeforeAndAfterThat() {
        Set<FailPoint> left =
                EnumSet.of(FailPoint.AFTER_REMOVE_UNIT, FailPoint.BEFORE_RELEASE, FailPoint.AFTER_RELEASE);
        agree("notice_seconds = 0");
        mortal.live(left::remove);
        Lease lease = readyLease();
        new ReclaimLease(platform.database).notice(lease.id(), 0L, "the machine is sold", OPERATOR);
        await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> {
            keep.run();
            return now(lease).endedAt().isPresent() && left.isEmpty();
        });
        assertThat(now(lease).state()).isInstanceOfSatisfying(LeaseState.Ended.class, ended -> {
            assertThat(ended.cause()).isEqualTo(LeaseState.Cause.RECLAIMED);
            assertThat(ended.reason()).isEqualTo("RECLAIMED: the machine is sold");
        });
        assertThat(state(lease)).isEqualTo(new NodeState.Deleted("RECLAIMED: the machine is sold"));
        assertThat(mortal.host.observe(0).units()).isEmpty();
        assertThat(mortal.host.observe(0).volumes()).isEmpty();
        assertThat(platform.count(RESERVED_PORT)).isZero();
        assertThat(platform.count(RESERVED_SUBNET)).isZero();
        platform.database.doAsPlatform(tx -> {
            assertThat(tx.select(HOST.RESERVED_MEMORY_BYTES).from(HOST).fetchSingle(HOST.RESERVED_MEMORY_BYTES))
                    .isZero();
            assertThat(tx.fetchCount(EVENT, EVENT.KIND.eq("lease.ended"))).isOne();
        });
    }

    @Test
    void aNodeWithoutFundsIsStoppedWithItsDataAndComesBackAsItWas() {
        agree("funding = 'prepaid'");
        credit("0.01");
        mortal.live(_ -> false);
        Lease lease = readyLease();
        int volumes = mortal.host.observe(0).volumes().size();
        spendAll(lease);
        keep.run();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state(lease))
                        .isInstanceOfSatisfying(
                                NodeState.Stopped.class,
                                stopped -> assertThat(stopped.reason()).startsWith("INSUFFICIENT_FUNDS")));
        assertThat(mortal.host.observe(0).volumes()).hasSize(volumes);
        assertThat(now(lease).held().memoryBytes()).isEqualTo(lease.held().memoryBytes());
        credit("1");
        keep.run();
        awaitReady(lease);
        assertThat(platform.database
                        .asPlatform(
                                tx -> Nodes.find(tx, EVERYBODY, lease.node()).orElseThrow())
                        .generation())
                .isOne();
        Escrows.Held held =
                platform.database.asPlatform(tx -> Escrows.of(tx, now(lease)).orElseThrow());
        assertThat(held.escrow().accrued(held.seconds()))
                .as("what was served without funds is free")
                .isLessThan(20_000_000);
    }

    private Lease readyLease() {
        var created =
                (CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, "mine", "anvil", Map.of()));
        mortal.answers(created.node().id());
        mortal.nudge();
        Lease lease = platform.database.asPlatform(
                tx -> Leases.open(tx, created.node().id()).orElseThrow());
        awaitReady(lease);
        return lease;
    }

    private void awaitReady(Lease lease) {
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state(lease)).isInstanceOf(NodeState.Ready.class));
    }

    /** As if the node had been ready for a day before. */
    private void spendAll(Lease lease) {
        platform.database.doAsPlatform(tx -> {
            tx.execute("update lease set started_at = started_at - interval '1 day'");
            tx.execute("update ready_interval set from_time = from_time - interval '1 day'");
        });
        assertThat(platform.database.<Long>asPlatform(
                        tx -> Ledger.balances(tx, lease.tenant()).getOrDefault("EUR", 0L)))
                .isZero();
    }

    private NodeState state(Lease lease) {
        return platform.database.asPlatform(tx -> {
            Node node = Nodes.find(tx, EVERYBODY, lease.node()).orElseThrow();
            return new NodeOverviews(platform.templates)
                    .of(tx, node, Clock.systemUTC().instant())
                    .state();
        });
    }

    private Lease now(Lease lease) {
        return platform.database.asPlatform(
                tx -> Leases.find(tx, EVERYBODY, lease.id()).orElseThrow());
    }

    private void credit(String amount) {
        platform.database.doAsPlatform(
                tx -> PayTenant.credit(tx, tenant, "EUR", Amount.of(new BigDecimal(amount)), "invoice 1", OPERATOR));
    }

    private void agree(String what) {
        platform.database.doAsPlatform(
                tx -> tx.execute("update tenant set " + what + " where tenant_id = '" + tenant + "'"));
    }
}
