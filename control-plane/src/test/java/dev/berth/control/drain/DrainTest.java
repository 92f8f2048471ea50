package dev.berth.control.drain;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.RESERVATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.event.Actor;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.lease.EndLease;
import dev.berth.control.lease.Leases;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeRefusal;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.placement.Constraints;
import dev.berth.control.pool.CreatePool;
import dev.berth.control.pool.KeepPools;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final Actor OPERATOR = new Actor("key:operator");

    private final PlatformInTest platform = new PlatformInTest();
    private final Drains drains = new Drains(platform.templates);
    private final DrainHost drainHost = new DrainHost(platform.database, drains, () -> {});
    private final DecommissionHost decommission = new DecommissionHost(platform.database, drains);
    private final HostId host = platform.host("host-1", "process", 8000, 16 * GIB);
    private final TenantId acme = platform.tenant("acme", true, "automatic", 10);

    DrainTest() {
        platform.database.doAsPlatform(tx -> tx.update(HOST)
                .set(HOST.REMOTE, true)
                .where(HOST.HOST_ID.eq(host.value()))
                .execute());
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void ownersOfDedicatedNodesAreAskedAndPoolsReplaceTheirMembersThemselves() {
        Node mine = dedicated("mine");
        pool("anvil");
        pool("ethereum-devnet");
        assertThat(drainHost.start(host, OPERATOR)).isEqualTo(new DrainHost.Outcome.Done());
        assertThat(remaining())
                .containsExactly(
                        "anvil-1 REPLACED",
                        "ethereum-devnet-1 POOL_OF_ONE_HOST",
                        "ethereum-devnet-driver POOL_OF_ONE_HOST",
                        "mine OWNER_DECIDES");
        assertThat(found().closing().drain().orElseThrow().nodes()).isEqualTo(4);
        assertThat(reasons("node.decision-needed", mine.id().toString()))
                .singleElement()
                .asString()
                .contains("its owner deletes it")
                .doesNotContain("host-1");
        drainHost.start(host, OPERATOR);
        assertThat(reasons("host.drain-started", host.toString())).hasSize(1);
    }

    @Test
    void itTakesNothingNewUntilTheDrainIsStoppedAndIsThenAsItWasBefore() {
        dedicated("mine");
        platform.database.doAsPlatform(tx -> Hosts.cordon(tx, host, true));
        drainHost.start(host, OPERATOR);
        assertThat(found().state()).isEqualTo(Host.State.DRAINING);
        assertThat(platform.createNode.create(order(acme, "more", "anvil", Map.of())))
                .isInstanceOfSatisfying(CreateNode.Outcome.Refused.class, refused -> {
                    assertThat(refused.refusal()).isInstanceOf(NodeRefusal.NoCapacity.class);
                    assertThat(refused.refusal().message()).isEqualTo("host-1: is being drained");
                });
        drainHost.stop(host, OPERATOR);
        assertThat(found().state()).isEqualTo(Host.State.CORDONED);
        assertThat(reasons("host.drain-stopped", host.toString())).containsExactly("host-1: 1 nodes stay");
        platform.database.doAsPlatform(tx -> Hosts.cordon(tx, host, false));
        dedicated("more");
        assertThat(drainHost.stop(host, OPERATOR)).isInstanceOf(DrainHost.Outcome.Refused.class);
    }

    @Test
    void itSaysWhyNothingMovesAndWhatComesInTheMembersPlace() {
        pool("anvil");
        drainHost.start(host, OPERATOR);
        keepPools().run();
        assertThat(said()).containsExactly("anvil-2: host-1: is being drained");
        platform.host("host-2", "process", 8000, 16 * GIB);
        keepPools().run();
        assertThat(said())
                .containsExactly("anvil-2 in place of anvil-1, whose host is being drained; it has a chain of its own,"
                        + " nothing comes with it");
        assertThat(remaining()).containsExactly("anvil-1 REPLACED");
    }

    private List<String> said() {
        return platform.database.asPlatform(tx -> drains.remaining(tx, host)).stream()
                .flatMap(node -> node.said().stream())
                .toList();
    }

    @Test
    void anEmptyHostIsSaidToBeSoOnceAndIsDecommissionedThen() {
        Node mine = dedicated("mine");
        drainHost.start(host, OPERATOR);
        drainHost.noteDrained();
        assertThat(decommission.run(host, false, false, OPERATOR))
                .isInstanceOfSatisfying(
                        DecommissionHost.Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("has 1 nodes", "mine it is dedicated"));
        change().delete(new Scope.Everybody(), mine.id(), OPERATOR);
        assertThat(remaining()).containsExactly("mine LEAVES");
        platform.database.doAsPlatform(tx -> {
            EndLease.run(tx, Leases.open(tx, mine.id()).orElseThrow().id());
            Nodes.gone(tx, mine.id());
        });
        drainHost.noteDrained();
        drainHost.noteDrained();
        assertThat(reasons("host.drained", host.toString())).hasSize(1);
        assertThat(found().closing().drain().orElseThrow().emptyAt()).isPresent();
        assertThat(decommission.run(host, false, false, OPERATOR)).isEqualTo(new DecommissionHost.Outcome.Done());
        assertThat(found().state()).isEqualTo(Host.State.DECOMMISSIONED);
        assertThat(found().reserved()).isEqualTo(new Host.Share(0, 0, 0, 0));
        assertThat(((CreateNode.Outcome.Refused) platform.createNode.create(order(acme, "more", "anvil", Map.of())))
                        .refusal()
                        .message())
                .isEqualTo("no host is enrolled");
        assertThat(drainHost.start(host, OPERATOR)).isInstanceOf(DrainHost.Outcome.Refused.class);
    }

    @Test
    void ofADestroyedHostWhatPoolsHadIsGivenUpAndWhatTenantsHadIsNot() {
        Node mine = dedicated("mine");
        pool("anvil");
        assertThat(decommission.run(host, true, false, OPERATOR)).isInstanceOf(DecommissionHost.Outcome.Refused.class);
        assertThat(decommission.run(host, true, true, OPERATOR))
                .isInstanceOfSatisfying(
                        DecommissionHost.Outcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("HOST_NOT_EMPTY"));
        assertThat(remaining()).as("nothing is done by halves").hasSize(2);
        change().delete(new Scope.Everybody(), mine.id(), OPERATOR);
        assertThat(decommission.run(host, true, true, OPERATOR)).isEqualTo(new DecommissionHost.Outcome.Done());
        assertThat(platform.count(RESERVATION)).isZero();
        assertThat(platform.database.<Integer>asPlatform(tx -> tx.fetchCount(LEASE, LEASE.ENDED_AT.isNull())))
                .isZero();
    }

    private ChangeNode change() {
        return new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), () -> {});
    }

    private Host found() {
        return platform.database.asPlatform(tx -> Hosts.find(tx, host)).orElseThrow();
    }

    private List<String> remaining() {
        return platform.database.asPlatform(tx -> drains.remaining(tx, host)).stream()
                .map(node -> node.name() + " " + node.way())
                .toList();
    }

    private List<String> reasons(String kind, String subject) {
        return platform.database.asPlatform(tx -> tx.select(EVENT.REASON)
                .from(EVENT)
                .where(EVENT.KIND.eq(kind), EVENT.SUBJECT_ID.eq(subject))
                .fetch(EVENT.REASON));
    }

    private Node dedicated(String name) {
        var outcome = platform.createNode.create(order(acme, name, "anvil", Map.of()));
        assertThat(outcome).isInstanceOf(CreateNode.Outcome.Accepted.class);
        return ((CreateNode.Outcome.Accepted) outcome).node();
    }

    private void pool(String template) {
        new CreatePool(platform.database, platform.templates, () -> {})
                .create(new CreatePool.Order(
                        template, template, null, null, null, Map.of(), Constraints.NONE, 1, OPERATOR));
        keepPools().run();
    }

    private KeepPools keepPools() {
        return new KeepPools(platform.database, platform.templates, platform.createNode, change(), Clock.systemUTC());
    }
}
