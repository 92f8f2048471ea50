package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.event.Actor;
import dev.berth.control.lease.KeepLeases;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseOutcome;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.Placements;
import dev.berth.control.lease.ReclaimLease;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeRefusal;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.node.RestoreNode;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.VolumeObservation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is deleted and its data is kept: until it is restored, deleted after all, or the time is over. */
class KeptDataTest {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Actor OWNER = new Actor("key:owner");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration A_WEEK = Duration.ofDays(7);

    @TempDir
    Path directory;

    private final PlatformInTest platform = new PlatformInTest();
    private MortalControlPlane mortal;
    private ChangeNode change;
    private KeepLeases keep;
    private RestoreNode restore;
    private TenantId tenant;

    @BeforeEach
    void open() {
        mortal = new MortalControlPlane(platform, directory);
        tenant = platform.tenant("acme", true, "automatic", 50);
        change = new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), mortal::nudge);
        keep = new KeepLeases(platform.database, change, mortal::nudge);
        restore = new RestoreNode(platform.templates);
    }

    @AfterEach
    void close() {
        mortal.close();
        platform.close();
    }

    @Test
    void onlyTheDataIsLeftOnceThoughTheControlPlaneDiesBeforeAndAfterThat() {
        Set<FailPoint> left =
                EnumSet.of(FailPoint.AFTER_REMOVE_UNIT, FailPoint.BEFORE_RELEASE, FailPoint.AFTER_RELEASE);
        mortal.live(left::remove);
        NodeId node = ready("mine");
        List<VolumeObservation> volumes = seen().volumes();
        long disk = lease(node).held().diskBytes();
        retain(node);
        assertThat(left).isEmpty();
        assertThat(seen().units()).isEmpty();
        assertThat(seen().volumes()).isEqualTo(volumes);
        assertThat(seen().networks()).isEmpty();
        assertThat(platform.count(RESERVED_PORT)).isZero();
        assertThat(platform.count(RESERVED_SUBNET)).isZero();
        Lease data = lease(node);
        assertThat(data.ofData()).isTrue();
        assertThat(data.rate().perHour().signum()).isZero();
        assertThat(Duration.between(Instant.now(), data.endsAt().orElseThrow()))
                .isBetween(A_WEEK.minusMinutes(5), A_WEEK);
        platform.database.doAsPlatform(tx -> {
            var held = tx.select(HOST.RESERVED_MEMORY_BYTES, HOST.RESERVED_DISK_BYTES, HOST.RESERVED_PORTS)
                    .from(HOST)
                    .fetchSingle();
            assertThat(held.value1()).isZero();
            assertThat(held.value2()).isEqualTo(disk);
            assertThat(held.value3()).isZero();
            assertThat(tx.fetchCount(EVENT, EVENT.KIND.eq("lease.ended"))).isOne();
            assertThat(tx.fetchCount(LEASE, LEASE.ENDED_AT.isNull())).isOne();
            assertThat(tx.select(OPERATION.STATE)
                            .from(OPERATION)
                            .where(OPERATION.KIND.eq("retain-node"))
                            .fetch(OPERATION.STATE))
                    .containsExactly("succeeded");
        });
        assertThat(change.start(EVERYBODY, node, OWNER))
                .isInstanceOfSatisfying(
                        ChangeNode.Outcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("DATA_ONLY"));
        assertThat(new ReclaimLease(platform.database).takeBack(data.id(), OWNER))
                .as("nobody keeps it for ever")
                .isInstanceOf(LeaseOutcome.Refused.class);
    }

    @Test
    void aRestoredNodeIsTheSameOneInItsNextGenerationOnTheSameVolume() {
        mortal.live(_ -> false);
        NodeId node = ready("mine");
        List<VolumeObservation> volumes = seen().volumes();
        Lease before = lease(node);
        retain(node);
        Lease data = lease(node);
        assertThat(restored(node)).isInstanceOf(RestoreNode.Outcome.Accepted.class);
        mortal.nudge();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state(node)).isInstanceOf(NodeState.Ready.class));
        assertThat(seen().volumes()).isEqualTo(volumes);
        assertThat(stored(node).generation()).isEqualTo(2);
        assertThat(lease(node).held()).isEqualTo(before.held());
        assertThat(platform.database
                        .asPlatform(tx -> Leases.find(tx, EVERYBODY, data.id()).orElseThrow())
                        .state())
                .isInstanceOfSatisfying(
                        LeaseState.Ended.class,
                        ended -> assertThat(ended.cause()).isEqualTo(LeaseState.Cause.RESTORED));
        assertThat(restored(node))
                .isInstanceOfSatisfying(
                        RestoreNode.Outcome.NotNow.class,
                        refused -> assertThat(refused.code()).isEqualTo("NOT_RETAINED"));
    }

    @Test
    void itIsRestoredThoughItsOwnDataFillsTheHost() {
        mortal.live(_ -> false);
        NodeId node = ready("mine");
        retain(node);
        platform.database.doAsPlatform(tx -> tx.update(HOST)
                .set(HOST.ALLOCATABLE_DISK_BYTES, HOST.RESERVED_DISK_BYTES)
                .execute());
        assertThat(restored(node)).isInstanceOf(RestoreNode.Outcome.Accepted.class);
    }

    @Test
    void itIsNotRestoredWhereNothingIsLeftForItAndItsDataStays() {
        mortal.live(_ -> false);
        NodeId node = ready("mine");
        retain(node);
        platform.database.doAsPlatform(
                tx -> tx.update(HOST).set(HOST.ALLOCATABLE_MEMORY_BYTES, 1L).execute());
        assertThat(restored(node))
                .isInstanceOfSatisfying(
                        RestoreNode.Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(NodeRefusal.NoCapacity.class));
        assertThat(lease(node).ofData()).isTrue();
        assertThat(state(node)).isInstanceOf(NodeState.Retained.class);
    }

    @Test
    void whatAPersonApprovedNeedsNoOtherApprovalUnlessTheTermsAreOthers() {
        mortal.live(_ -> false);
        NodeId node = ready("mine");
        retain(node);
        platform.database.doAsPlatform(
                tx -> tx.execute("update tenant set approval_policy = 'person', notice_seconds = 1"));
        assertThat(restored(node))
                .isInstanceOfSatisfying(
                        RestoreNode.Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(NodeRefusal.NotAllowed.class));
        platform.database.doAsPlatform(tx -> tx.execute("update tenant set notice_seconds = 259200"));
        assertThat(restored(node)).isInstanceOf(RestoreNode.Outcome.Accepted.class);
    }

    @Test
    void onceTheTimeIsOverNothingIsLeft() {
        mortal.live(_ -> false);
        NodeId node = ready("mine");
        retain(node);
        Lease data = lease(node);
        keep.run();
        assertThat(seen().volumes()).as("before that").isNotEmpty();
        platform.database.doAsPlatform(tx -> tx.execute(
                "update lease set notice_ends_at = now() - interval '1 second' where notice_ends_at is not null"));
        awaitGone(node, keep::run);
        assertThat(platform.database
                        .asPlatform(tx -> Leases.find(tx, EVERYBODY, data.id()).orElseThrow())
                        .state())
                .isInstanceOfSatisfying(
                        LeaseState.Ended.class,
                        ended -> assertThat(ended.cause()).isEqualTo(LeaseState.Cause.RETENTION_ENDED));
        assertThat(restored(node)).isInstanceOf(RestoreNode.Outcome.NotFound.class);
    }

    @Test
    void whoDeletesItAfterAllNeedNotWait() {
        mortal.live(_ -> false);
        NodeId node = ready("mine");
        retain(node);
        assertThat(change.delete(EVERYBODY, node, OWNER)).isInstanceOf(ChangeNode.Outcome.Accepted.class);
        awaitGone(node, () -> {});
    }

    @Test
    void aVolumeThatIsGoneWhenItIsRestoredIsLostAndNotQuietlyAnother() {
        mortal.live(_ -> false);
        NodeId node = ready("mine");
        retain(node);
        seen().volumes().forEach(volume -> mortal.engine.vanish(volume.name()));
        restored(node);
        mortal.nudge();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state(node))
                        .isInstanceOfSatisfying(
                                NodeState.Failed.class,
                                failed -> assertThat(failed.code()).isEqualTo("DATA_LOST")));
    }

    private NodeId ready(String name) {
        var created = (CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, name, "anvil", Map.of()));
        NodeId node = created.node().id();
        mortal.answers(node);
        mortal.nudge();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state(node)).isInstanceOf(NodeState.Ready.class));
        return node;
    }

    private void retain(NodeId node) {
        var first = change.deleteButKeepData(EVERYBODY, node, A_WEEK, OWNER);
        assertThat(first).isInstanceOf(ChangeNode.Outcome.Accepted.class);
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state(node)).isInstanceOf(NodeState.Retained.class));
    }

    private void awaitGone(NodeId node, Runnable meanwhile) {
        await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> {
            meanwhile.run();
            return stored(node).goneAt().isPresent();
        });
        assertThat(seen().volumes()).isEmpty();
        platform.database.doAsPlatform(
                tx -> assertThat(tx.select(HOST.RESERVED_DISK_BYTES).from(HOST).fetchSingle(HOST.RESERVED_DISK_BYTES))
                        .isZero());
    }

    private RestoreNode.Outcome restored(NodeId node) {
        return Placements.alone(platform.database, tx -> restore.restore(tx, EVERYBODY, node, OWNER));
    }

    private HostObservation seen() {
        return mortal.host.observe(0);
    }

    private Lease lease(NodeId node) {
        return platform.database.asPlatform(tx -> Leases.open(tx, node).orElseThrow());
    }

    private Node stored(NodeId node) {
        return platform.database.asPlatform(
                tx -> Nodes.find(tx, EVERYBODY, node).orElseThrow());
    }

    private NodeState state(NodeId node) {
        return platform.database.asPlatform(tx -> new NodeOverviews(platform.templates)
                .of(
                        tx,
                        Nodes.find(tx, EVERYBODY, node).orElseThrow(),
                        Clock.systemUTC().instant())
                .state());
    }
}
