package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.FEED_ROUTING;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.LEDGER_ENTRY;
import static dev.berth.migrations.schema.Tables.LEFT_BEHIND;
import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.drain.MakeAnew;
import dev.berth.control.event.Actor;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.lease.Leases;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.Escrows;
import dev.berth.control.ledger.PayTenant;
import dev.berth.control.loss.LeaveLostHosts;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.operation.Operation;
import dev.berth.control.operation.OperationHistory;
import dev.berth.control.operation.OperationId;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.fake.FakeScript.Verb;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host is lost while a dedicated node is made there (F1), and after it was ready (F10). */
class HostLossTest {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Actor OWNER = new Actor("key:owner");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(11);

    @TempDir
    Path directory;

    private final PlatformInTest platform = new PlatformInTest();
    private final TenantId tenant = platform.tenant("acme", true, "automatic", 50);
    private TwoHosts hosts;
    private LeaveLostHosts leave;
    private MakeAnew makeAnew;
    private ChangeNode changeNode;

    @BeforeEach
    void open() {
        hosts = new TwoHosts(platform, directory);
        leave = new LeaveLostHosts(platform.database, platform.templates, hosts::nudge);
        changeNode = new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), hosts::nudge);
        makeAnew =
                new MakeAnew(platform.database, platform.templates, platform.createNode, changeNode, Clock.systemUTC());
        platform.database.doAsPlatform(tx -> {
            tx.execute("update tenant set funding = 'prepaid' where tenant_id = '" + tenant + "'");
            PayTenant.credit(tx, tenant, "EUR", Amount.of(new BigDecimal("10")), "invoice 1", OWNER);
        });
    }

    @AfterEach
    void close() {
        hosts.close();
        platform.close();
    }

    @Test
    void aNodeThatIsBeingMadeOnALostHostIsMadeElsewhereUnderTheSameOperationAndWhatItLeftGoes() {
        Creation creation = begunOnNorth("mine");
        NodeId node = creation.node();
        Lease first = lease(node);
        hosts.north.die();
        open(hosts.south.id);
        hosts.passWithout(hosts.north, Duration.ofMinutes(9));
        leave.run();
        assertThat(generation(node)).as("before the ten minutes").isOne();

        hosts.passWithout(hosts.north, TEN_MINUTES);
        leave.run();
        leave.run();
        assertThat(now(first).state())
                .isInstanceOfSatisfying(
                        LeaseState.Ended.class,
                        ended -> assertThat(ended.cause()).isEqualTo(LeaseState.Cause.HOST_LOST));
        assertThat(reasons("lease.ended", first.id())).hasSize(1);
        assertThat(generation(node)).isEqualTo(2);
        assertThat(lease(node).host()).isEqualTo(hosts.south.id);
        awaitThat(() -> {
            assertThat(operation(creation).state()).isEqualTo(Operation.State.SUCCEEDED);
            assertThat(state(node)).isInstanceOf(NodeState.Ready.class);
        });
        assertThat(operation(creation).steps())
                .allSatisfy(step -> assertThat(step.state()).isEqualTo(Operation.StepState.DONE));
        assertThat(operation(creation).steps().get(1).detail()).startsWith("on another host: the one before was lost");
        assertThat(reasons("node.made-elsewhere", node))
                .singleElement()
                .asString()
                .startsWith("its host was lost while it was being made there: generation 2 is made on another");
        assertNothingWasPaidFor(first);

        hosts.north.revive();
        hosts.north.engine.script().release(Verb.START); // what was under way there ends only now
        awaitThat(() -> {
            assertThat(platform.count(LEFT_BEHIND)).isZero();
            hosts.north.assertIsEmpty();
        });
        assertThat(reasons("node.left-removed", node)).hasSize(1);
        assertThat(state(node)).isInstanceOf(NodeState.Ready.class);
        assertThat(units(hosts.south)).singleElement().satisfies(unit -> {
            assertThat(unit.name().generation()).isEqualTo(2);
            assertThat(unit.running()).isTrue();
        });
        assertThat(routedTo(hosts.north)).as("ways to what was left").isFalse();
        assertThat(routedTo(hosts.south)).isTrue();
    }

    @Test
    void whereNoOtherHostHasRoomItFailsWithEachHostsReasonAndIsPlacedWhenItIsStartedAgain() {
        Creation creation = begunOnNorth("mine");
        NodeId node = creation.node();
        hosts.north.die();
        hosts.passWithout(hosts.north, TEN_MINUTES);
        leave.run();
        leave.run();
        String reasons = "north: is lost, not heard for \\d+ s; south: is cordoned";
        assertThat(state(node)).isInstanceOfSatisfying(NodeState.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("NO_CAPACITY");
            assertThat(failed.reason()).matches(reasons);
        });
        assertThat(operation(creation)).satisfies(failed -> {
            assertThat(failed.state()).isEqualTo(Operation.State.FAILED);
            assertThat(failed.errorCode()).hasValue("NO_CAPACITY");
            assertThat(failed.errorReason().orElseThrow()).matches(reasons);
            assertThat(failed.steps().get(1).state()).isEqualTo(Operation.StepState.FAILED);
        });
        assertThat(reasons("node.failed", node)).singleElement().asString().matches("NO_CAPACITY: " + reasons);
        assertThat(platform.database.<Boolean>asPlatform(
                        tx -> Leases.open(tx, node).isPresent()))
                .isFalse();
        assertThat(changeNode.start(EVERYBODY, node, OWNER))
                .isInstanceOfSatisfying(
                        ChangeNode.Outcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("NO_CAPACITY"));

        open(hosts.south.id);
        assertThat(changeNode.start(EVERYBODY, node, OWNER)).isInstanceOf(ChangeNode.Outcome.Accepted.class);
        awaitThat(() -> assertThat(state(node)).isInstanceOf(NodeState.Ready.class));
        assertThat(lease(node).host()).isEqualTo(hosts.south.id);
        hosts.north.revive();
        hosts.north.engine.script().release(Verb.START);
        awaitThat(hosts.north::assertIsEmpty);
    }

    @Test
    void aNodeThatComesBackToAHostWaitsForWhatItLeftThere() {
        Creation creation = begunOnNorth("mine");
        NodeId node = creation.node();
        hosts.north.die();
        hosts.passWithout(hosts.north, TEN_MINUTES);
        leave.run();
        assertThat(state(node)).isInstanceOf(NodeState.Failed.class);
        hosts.north.revive();
        awaitThat(() -> assertThat(changeNode.start(EVERYBODY, node, OWNER))
                .as("the lane there is busy still")
                .isInstanceOf(ChangeNode.Outcome.Accepted.class));
        assertThat(lease(node).host()).isEqualTo(hosts.north.id);
        assertThat(state(node)).isNotInstanceOf(NodeState.Ready.class);
        hosts.north.engine.script().release(Verb.START);
        awaitThat(() -> assertThat(state(node)).isInstanceOf(NodeState.Ready.class));
        assertThat(units(hosts.north))
                .singleElement()
                .satisfies(unit -> assertThat(unit.name().generation()).isEqualTo(generation(node)));
    }

    @Test
    void ofTwoThatWereReadyOneWaitsAndItsOwnerIsToldAndOneIsMadeAnewAsItsOwnerSaidBefore() {
        NodeId waiting = readyOnNorth("waiting");
        NodeId moving = readyOnNorth("moving");
        platform.database.doAsPlatform(tx -> Nodes.onDrain(tx, moving, Node.OnDrain.MOVE));
        hosts.north.die();
        open(hosts.south.id);
        hosts.passWithout(hosts.north, TEN_MINUTES);
        leave.run();
        leave.run();
        makeAnew.run();
        awaitThat(() ->
                assertThat(openIntervals(waiting)).as("charged while lost").isZero());
        assertThat(state(waiting)).isInstanceOf(NodeState.Lost.class);
        assertThat(reasons("node.decision-needed", waiting))
                .singleElement()
                .asString()
                .startsWith("the host of waiting is lost; the node waits for it with its data, and nothing is charged");
        assertThat(reasons("node.decision-needed", moving)).isEmpty();
        assertThat(reasons("node.moving", moving))
                .containsExactly("moving is made anew elsewhere, for its host is lost; its data is not carried over");
        NodeId anew = named("moving-anew");
        hosts.answers(anew);
        awaitThat(() -> assertThat(state(anew)).isInstanceOf(NodeState.Ready.class));
        makeAnew.run();
        makeAnew.run();
        assertThat(named("moving")).isEqualTo(anew);
        assertThat(lease(moving).state()).as("of what is on the lost host").isInstanceOf(LeaseState.Open.class);
        assertThat(lease(waiting).state()).isInstanceOf(LeaseState.Open.class);

        hosts.north.revive();
        awaitThat(() -> {
            assertThat(state(waiting)).isInstanceOf(NodeState.Ready.class);
            assertThat(units(hosts.north))
                    .singleElement()
                    .satisfies(unit -> assertThat(unit.name().generation()).isOne());
        });
        assertThat(state(anew)).isInstanceOf(NodeState.Ready.class);
        assertThat(openIntervals(waiting)).isOne();
    }

    @Test
    void aHostThatIsBackBeforeAnotherIsReadyKeepsItsNode() {
        NodeId node = readyOnNorth("mine");
        platform.database.doAsPlatform(tx -> Nodes.onDrain(tx, node, Node.OnDrain.MOVE));
        hosts.north.die();
        hosts.passWithout(hosts.north, TEN_MINUTES);
        open(hosts.south.id);
        makeAnew.run();
        NodeId anew = named("mine-anew");
        hosts.north.revive();
        awaitThat(() -> assertThat(state(node)).isInstanceOf(NodeState.Ready.class));
        makeAnew.run();
        assertThat(platform.database
                        .asPlatform(tx -> Nodes.find(tx, EVERYBODY, anew).orElseThrow())
                        .desired())
                .isEqualTo(Node.Desired.DELETED);
        awaitThat(() -> assertThat(units(hosts.south)).isEmpty());
        assertThat(generation(node)).isOne();
    }

    /** A node and the operation that makes it. */
    private record Creation(NodeId node, OperationId operation) {}

    /** Its unit is there, and hangs while it starts. */
    private Creation begunOnNorth(String name) {
        hosts.north.engine.script().hang(Verb.START);
        Creation creation = createOnNorth(name);
        await().atMost(PATIENCE).until(() -> hosts.north.engine.script().isHanging(Verb.START));
        return creation;
    }

    private NodeId readyOnNorth(String name) {
        NodeId node = createOnNorth(name).node();
        awaitThat(() -> assertThat(state(node)).isInstanceOf(NodeState.Ready.class));
        return node;
    }

    private Creation createOnNorth(String name) {
        platform.database.doAsPlatform(tx -> Hosts.cordon(tx, hosts.south.id, true));
        var created = (CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, name, "anvil", Map.of()));
        hosts.answers(created.node().id());
        hosts.nudge();
        return new Creation(created.node().id(), created.operation());
    }

    private void open(HostId host) {
        platform.database.doAsPlatform(tx -> Hosts.cordon(tx, host, false));
    }

    private void assertNothingWasPaidFor(Lease lease) {
        Escrows.Held held =
                platform.database.asPlatform(tx -> Escrows.of(tx, now(lease)).orElseThrow());
        assertThat(held.seconds()).isZero();
        assertThat(held.refunded()).isEqualTo(held.escrow().deposited());
        assertThat(platform.database.<List<String>>asPlatform(tx -> tx.select(LEDGER_ENTRY.KIND)
                        .from(LEDGER_ENTRY)
                        .where(LEDGER_ENTRY.LEASE_ID.eq(lease.id().value()))
                        .orderBy(LEDGER_ENTRY.ENTRY_ID)
                        .fetch(LEDGER_ENTRY.KIND)))
                .containsExactly("deposit", "refund");
        assertThat(platform.database.<Integer>asPlatform(tx -> tx.fetchCount(
                        READY_INTERVAL.join(LEASE).on(LEASE.NODE_ID.eq(READY_INTERVAL.NODE_ID)),
                        LEASE.LEASE_ID.eq(lease.id().value()),
                        READY_INTERVAL.FROM_TIME.lt(LEASE.ENDED_AT))))
                .isZero();
    }

    private boolean routedTo(TwoHosts.OneHost host) {
        return platform
                .database
                .asPlatform(
                        tx -> tx.select(FEED_ROUTING.CONTENT).from(FEED_ROUTING).fetch(FEED_ROUTING.CONTENT))
                .stream()
                .anyMatch(content -> new String(content, StandardCharsets.ISO_8859_1).contains(host.anAddress()));
    }

    private static List<UnitObservation> units(TwoHosts.OneHost host) {
        return host.things().units();
    }

    private int openIntervals(NodeId node) {
        return platform.database.asPlatform(tx -> tx.fetchCount(
                READY_INTERVAL, READY_INTERVAL.NODE_ID.eq(node.value()), READY_INTERVAL.TO_TIME.isNull()));
    }

    private void awaitThat(ThrowingRunnable holds) {
        await().dontCatchUncaughtExceptions().atMost(PATIENCE).untilAsserted(holds);
    }

    private Operation operation(Creation creation) {
        return platform.database.asPlatform(
                tx -> OperationHistory.find(tx, EVERYBODY, creation.operation()).orElseThrow());
    }

    private Lease lease(NodeId node) {
        return platform.database.asPlatform(tx -> Leases.open(tx, node).orElseThrow());
    }

    private Lease now(Lease lease) {
        return platform.database.asPlatform(
                tx -> Leases.find(tx, EVERYBODY, lease.id()).orElseThrow());
    }

    private NodeId named(String name) {
        return platform.database.asPlatform(
                tx -> Nodes.named(tx, tenant, name).orElseThrow().id());
    }

    private int generation(NodeId node) {
        return platform.database.asPlatform(
                tx -> Nodes.find(tx, EVERYBODY, node).orElseThrow().generation());
    }

    private NodeState state(NodeId node) {
        return platform.database.asPlatform(tx -> new NodeOverviews(platform.templates)
                .of(
                        tx,
                        Nodes.find(tx, EVERYBODY, node).orElseThrow(),
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
