package dev.berth.control.drain;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.OPERATION_STEP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.event.Actor;
import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.EndLease;
import dev.berth.control.lease.Leases;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.Observations;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A dedicated node whose owner lets it be made anew when its host is emptied. */
class MakeAnewTest {
    private static final Actor OPERATOR = new Actor("key:operator");
    private static final Scope EVERYBODY = new Scope.Everybody();

    private final PlatformInTest platform = new PlatformInTest();
    private final Drains drains = new Drains(platform.templates);
    private final DrainHost drainHost = new DrainHost(platform.database, drains, () -> {});
    private final ChangeNode changeNode =
            new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), () -> {});
    private final MakeAnew makeAnew =
            new MakeAnew(platform.database, platform.templates, platform.createNode, changeNode, Clock.systemUTC());
    private final HostId host = platform.host("host-1", "process", 8000, 16 * GIB);
    private final TenantId acme = platform.tenant("acme", true, "automatic", 10);

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void itIsMadeAnewElsewhereGetsNameAndEndpointsWhenItIsReadyAndThenTheOneBeforeGoes() {
        NodeId before = dedicated("mine");
        UUID endpoint = endpoint(before);
        letMove(before);
        HostId other = platform.host("host-2", "process", 8000, 16 * GIB);
        drainHost.start(host, OPERATOR);
        assertThat(reasons("node.decision-needed", before)).isEmpty();
        assertThat(remaining()).containsExactly("mine MADE_ANEW");

        makeAnew.run();
        makeAnew.run();
        NodeId anew = named("mine-anew");
        assertThat(hostOf(anew)).isEqualTo(other);
        assertThat(target(endpoint)).as("it is not ready yet").isEqualTo(before.value());
        assertThat(reasons("node.moving", before)).singleElement().asString().contains("its data is not carried over");
        assertThat(firstStepOf(anew))
                .isEqualTo("in place of mine, whose host is to be emptied; its data is not carried over");

        ready(anew);
        makeAnew.run();
        assertThat(named("mine")).isEqualTo(anew);
        assertThat(target(endpoint)).isEqualTo(anew.value());
        assertThat(desired(before)).isEqualTo(Node.Desired.RUNNING);
        makeAnew.run();
        assertThat(desired(before)).isEqualTo(Node.Desired.DELETED);
        gone(before);
        makeAnew.run();
        drainHost.noteDrained();
        assertThat(reasons("host.drained", host)).hasSize(1);
        assertThat(desired(anew)).isEqualTo(Node.Desired.RUNNING);
    }

    @Test
    void whoDidNotSaySoIsAsked() {
        NodeId mine = dedicated("mine");
        platform.host("host-2", "process", 8000, 16 * GIB);
        drainHost.start(host, OPERATOR);
        makeAnew.run();
        assertThat(remaining()).containsExactly("mine OWNER_DECIDES");
        assertThat(reasons("node.decision-needed", mine)).hasSize(1);
        letMove(mine);
        makeAnew.run();
        assertThat(named("mine-anew")).isNotNull();
    }

    @Test
    void aDrainThatIsStoppedBeforeItIsReadyLeavesTheNodeAndTakesTheOtherBack() {
        NodeId mine = dedicated("mine");
        letMove(mine);
        platform.host("host-2", "process", 8000, 16 * GIB);
        drainHost.start(host, OPERATOR);
        makeAnew.run();
        NodeId anew = named("mine-anew");
        drainHost.stop(host, OPERATOR);
        makeAnew.run();
        assertThat(desired(anew)).isEqualTo(Node.Desired.DELETED);
        assertThat(desired(mine)).isEqualTo(Node.Desired.RUNNING);
    }

    @Test
    void whereNoHostTakesItThatIsSaidOnceAndItStays() {
        NodeId mine = dedicated("mine");
        letMove(mine);
        drainHost.start(host, OPERATOR);
        makeAnew.run();
        makeAnew.run();
        assertThat(reasons("node.not-moved", mine))
                .containsExactly("it is not made anew yet: host-1: is being drained");
        assertThat(platform.database
                        .asPlatform(tx -> drains.remaining(tx, host))
                        .getFirst()
                        .said())
                .hasValueSatisfying(said -> assertThat(said).contains("is being drained"));
        assertThat(desired(mine)).isEqualTo(Node.Desired.RUNNING);
    }

    @Test
    void aNodeThatWasStoppedIsStoppedAgainWhereItIsMadeAnew() {
        NodeId before = dedicated("mine");
        letMove(before);
        changeNode.stop(EVERYBODY, before, OPERATOR);
        platform.host("host-2", "process", 8000, 16 * GIB);
        drainHost.start(host, OPERATOR);
        makeAnew.run();
        NodeId anew = named("mine-anew");
        ready(anew);
        makeAnew.run();
        assertThat(desired(anew)).isEqualTo(Node.Desired.STOPPED);
    }

    private void letMove(NodeId node) {
        platform.database.doAsPlatform(tx -> Nodes.onDrain(tx, node, Node.OnDrain.MOVE));
    }

    private NodeId dedicated(String name) {
        var outcome = platform.createNode.create(order(acme, name, "anvil", Map.of()));
        return ((CreateNode.Outcome.Accepted) outcome).node().id();
    }

    private UUID endpoint(NodeId node) {
        return platform.database.asPlatform(tx -> tx.insertInto(ENDPOINT)
                .set(ENDPOINT.TENANT_ID, acme.value())
                .set(ENDPOINT.NAME, "main")
                .set(ENDPOINT.NETWORK, "anvil")
                .set(ENDPOINT.NODE_ID, node.value())
                .returning(ENDPOINT.ENDPOINT_ID)
                .fetchSingle(ENDPOINT.ENDPOINT_ID));
    }

    private UUID target(UUID endpoint) {
        return platform.database.asPlatform(tx -> tx.select(ENDPOINT.NODE_ID)
                .from(ENDPOINT)
                .where(ENDPOINT.ENDPOINT_ID.eq(endpoint))
                .fetchSingle(ENDPOINT.NODE_ID));
    }

    private void ready(NodeId node) {
        Instant now = Instant.now();
        platform.database.doAsPlatform(tx -> {
            Observations.save(
                    tx,
                    node,
                    new UnitSeen("node", 1, UnitSeen.State.RUNNING, Map.of(), null, false, now, null, 1, null, now));
            Observations.save(
                    tx,
                    node,
                    new NodeSeen(
                            1,
                            true,
                            1L,
                            now,
                            null,
                            JsonNodeFactory.instance.objectNode(),
                            List.of(),
                            now,
                            null,
                            true,
                            null,
                            null,
                            null,
                            0,
                            now));
        });
    }

    private void gone(NodeId node) {
        platform.database.doAsPlatform(tx -> {
            EndLease.run(tx, Leases.open(tx, node).orElseThrow().id());
            Nodes.gone(tx, node);
        });
    }

    private NodeId named(String name) {
        return platform.database.asPlatform(
                tx -> Nodes.named(tx, acme, name).orElseThrow().id());
    }

    private Node.Desired desired(NodeId node) {
        return platform.database.asPlatform(
                tx -> Nodes.find(tx, EVERYBODY, node).orElseThrow().desired());
    }

    private HostId hostOf(NodeId node) {
        return platform.database.asPlatform(
                tx -> Leases.open(tx, node).orElseThrow().host());
    }

    private List<String> remaining() {
        return platform.database.asPlatform(tx -> drains.remaining(tx, host)).stream()
                .map(node -> node.name() + " " + node.way())
                .toList();
    }

    private String firstStepOf(NodeId node) {
        return platform.database.asPlatform(tx -> tx.select(OPERATION_STEP.DETAIL)
                .from(OPERATION_STEP)
                .join(OPERATION)
                .on(OPERATION.OPERATION_ID.eq(OPERATION_STEP.OPERATION_ID))
                .where(OPERATION.NODE_ID.eq(node.value()), OPERATION_STEP.STEP.eq(0))
                .fetchSingle(OPERATION_STEP.DETAIL));
    }

    private List<String> reasons(String kind, Object subject) {
        return platform.database.asPlatform(tx -> tx.select(EVENT.REASON)
                .from(EVENT)
                .where(EVENT.KIND.eq(kind), EVENT.SUBJECT_ID.eq(subject.toString()))
                .fetch(EVENT.REASON));
    }
}
