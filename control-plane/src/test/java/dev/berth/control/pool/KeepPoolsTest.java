package dev.berth.control.pool;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.NODE_DISK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.currentInstant;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.MovedClock;
import dev.berth.control.event.Actor;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.lease.Leases;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.Observations;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.placement.Constraints;
import dev.berth.control.tenant.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepPoolsTest {
    private static final Actor OPERATOR = new Actor("key:operator");
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5));

    private final PlatformInTest platform = new PlatformInTest();
    private final ChangeNode changeNode = new ChangeNode(platform.database, platform.templates, LATER, () -> {});
    private final ChangePool changePool = new ChangePool(platform.database, () -> {});
    private final KeepPools keep =
            new KeepPools(platform.database, platform.templates, platform.createNode, changeNode, LATER);

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aPoolGetsItsMembersAndItsDriverOnOneHostAndOneSubnet() {
        platform.host("host-1", "process", 8000, 16 * GIB);
        platform.host("host-2", "process", 8000, 16 * GIB);
        Pool pool = pool("ethereum-devnet", 2);
        keep.run();
        keep.run();
        assertThat(names(pool)).containsExactly("ethereum-devnet-1", "ethereum-devnet-2", "ethereum-devnet-driver");
        var leases = platform.database.asPlatform(tx -> Nodes.ofPool(tx, pool.id()).stream()
                .map(node -> Leases.open(tx, node.id()).orElseThrow())
                .toList());
        assertThat(leases.stream().map(lease -> lease.host()).distinct()).hasSize(1);
        assertThat(leases.stream().map(lease -> lease.subnet()).distinct()).hasSize(1);
    }

    @Test
    void aPoolIsMadeLargerAndSmallerByTheHighestNumbers() {
        platform.host("host-1", "process", 8000, 16 * GIB);
        Pool pool = pool("litecoin-regtest", 1);
        keep.run();
        changePool.resize(pool.id(), 3, OPERATOR);
        keep.run();
        assertThat(names(pool)).containsExactly("litecoin-regtest-1", "litecoin-regtest-2", "litecoin-regtest-3");
        changePool.resize(pool.id(), 1, OPERATOR);
        keep.run();
        keep.run();
        assertThat(wanted(pool)).containsExactly("litecoin-regtest-1");
    }

    @Test
    void aMemberThatCrashesAllTheTimeIsReplacedOnceItIsGone() {
        platform.host("host-1", "process", 8000, 16 * GIB);
        Pool pool = pool("litecoin-regtest", 2);
        keep.run();
        Node second = nodes(pool).get(1);
        fail(second, "ARTIFACT_UNAVAILABLE");
        keep.run();
        assertThat(wanted(pool)).as("a fresh one would lack the artifact too").hasSize(2);
        fail(second, "CRASH_LOOP");
        keep.run();
        assertThat(wanted(pool)).containsExactly("litecoin-regtest-1");
        platform.database.doAsPlatform(tx -> Nodes.gone(tx, second.id()));
        keep.run();
        assertThat(wanted(pool)).containsExactly("litecoin-regtest-1", "litecoin-regtest-2");
        assertThat(nodes(pool).get(1).id()).isNotEqualTo(second.id());
    }

    @Test
    void aHostThatIsLostHasItsMembersReplacedElsewhereUntilItIsBack() {
        HostId lost = platform.host("host-1", "process", 8000, 16 * GIB);
        platform.host("host-2", "process", 8000, 16 * GIB);
        Pool pool = pool("anvil", 2);
        keep.run();
        assertThat(hostOf("anvil-1")).isEqualTo(lost);
        lose(lost);
        keep.run();
        keep.run();
        assertThat(wanted(pool))
                .as("nothing is deleted because a host is silent")
                .containsExactly("anvil-1", "anvil-2", "anvil-3");
        assertThat(hostOf("anvil-3")).isNotEqualTo(lost);
        platform.database.doAsPlatform(tx -> Hosts.heard(tx, List.of(lost)));
        keep.run();
        assertThat(wanted(pool)).as("one too many now").containsExactly("anvil-1", "anvil-2");
    }

    @Test
    void aMemberThatIsStoppedForTenMinutesBecauseItsHostsDiskIsFullIsReplacedElsewhere() {
        HostId full = platform.host("host-1", "process", 8000, 16 * GIB);
        platform.host("host-2", "process", 8000, 16 * GIB);
        var clock = new MovedClock(Instant.now());
        var watching = new KeepPools(platform.database, platform.templates, platform.createNode, changeNode, clock);
        Pool pool = pool("anvil", 2);
        watching.run();
        Node stopped = nodes(pool).getFirst();
        assertThat(hostOf(stopped.name())).isEqualTo(full);
        diskOf(full, "last");
        stoppedFor(stopped, "DISK_PRESSURE: its host's disk is all but full");
        watching.run();
        clock.forward(Duration.ofMinutes(9));
        watching.run();
        assertThat(names(pool)).hasSize(2);
        clock.forward(Duration.ofMinutes(2));
        watching.run();
        watching.run();
        assertThat(wanted(pool)).as("its data is kept").containsExactly("anvil-1", "anvil-2", "anvil-3");
        assertThat(hostOf("anvil-3")).isNotEqualTo(full);
        assertThat(reasons("pool.member-replaced"))
                .containsExactly("anvil-3 in place of anvil-1, which is stopped because its host's disk is full;"
                        + " it has a chain of its own, nothing comes with it");
        diskOf(full, "room");
        stoppedFor(stopped, null);
        watching.run();
        assertThat(wanted(pool)).as("one too many now").hasSize(2);
    }

    @Test
    void aPoolWhoseMembersShareAHostIsNotTornInTwo() {
        HostId lost = platform.host("host-1", "process", 8000, 16 * GIB);
        platform.host("host-2", "process", 8000, 16 * GIB);
        Pool pool = pool("ethereum-devnet", 2);
        keep.run();
        lose(lost);
        keep.run();
        assertThat(names(pool)).hasSize(3);
    }

    @Test
    void membersAreRestartedOnceForEachWish() {
        platform.host("host-1", "process", 8000, 16 * GIB);
        Pool pool = pool("litecoin-regtest", 1);
        keep.run();
        changePool.restart(pool.id(), OPERATOR);
        keep.run();
        keep.run();
        Node member = nodes(pool).getFirst();
        assertThat(member.generation()).isEqualTo(2);
        assertThat(member.membership().orElseThrow().revision()).isEqualTo(1);
        changePool.resize(pool.id(), 2, OPERATOR);
        keep.run();
        assertThat(nodes(pool).get(1).membership().orElseThrow().revision())
                .as("one that is made later is up to date")
                .isEqualTo(1);
    }

    @Test
    void aPoolThatFindsNoRoomSaysSoOnceAndGrowsWhenThereIsSome() {
        Pool pool = pool("litecoin-regtest", 1);
        keep.run();
        keep.run();
        assertThat(platform.database.<Integer>asPlatform(tx -> tx.fetchCount(EVENT, EVENT.KIND.eq("pool.short"))))
                .isEqualTo(1);
        assertThat(platform.count(NODE)).isZero();
        platform.host("host-1", "process", 8000, 16 * GIB);
        keep.run();
        assertThat(names(pool)).hasSize(1);
    }

    @Test
    void aDeletedPoolLosesItsNodesAndGivesItsNameFree() {
        platform.host("host-1", "process", 8000, 16 * GIB);
        Pool pool = pool("ethereum-devnet", 2);
        keep.run();
        assertThat(changePool.delete(pool.id(), OPERATOR)).isInstanceOf(ChangePool.Outcome.Changed.class);
        keep.run();
        assertThat(wanted(pool)).isEmpty();
        assertThat(names(pool))
                .as("they are there until nothing of them is left")
                .hasSize(3);
        pool("ethereum-devnet", 0);
        assertThat(changePool.delete(pool.id(), OPERATOR)).isInstanceOf(ChangePool.Outcome.NotFound.class);
    }

    private void lose(HostId host) {
        platform.database.doAsPlatform(tx -> tx.update(HOST)
                .set(HOST.LOST_AT, currentInstant())
                .where(HOST.HOST_ID.eq(host.value()))
                .execute());
    }

    private void diskOf(HostId host, String level) {
        platform.database.doAsPlatform(tx -> tx.update(HOST)
                .set(HOST.DISK_LEVEL, level)
                .where(HOST.HOST_ID.eq(host.value()))
                .execute());
    }

    private void stoppedFor(Node node, @Nullable String reason) {
        platform.database.doAsPlatform(tx -> tx.insertInto(NODE_DISK)
                .set(NODE_DISK.NODE_ID, node.id().value())
                .set(NODE_DISK.STOPPED_FOR, reason)
                .onDuplicateKeyUpdate()
                .set(NODE_DISK.STOPPED_FOR, reason)
                .execute());
    }

    private List<String> reasons(String kind) {
        return platform.database.asPlatform(tx ->
                tx.select(EVENT.REASON).from(EVENT).where(EVENT.KIND.eq(kind)).fetch(EVENT.REASON));
    }

    private HostId hostOf(String node) {
        return platform.database.asPlatform(tx -> {
            Node found = Nodes.named(tx, Tenants.platform(tx), node).orElseThrow();
            return Leases.open(tx, found.id()).orElseThrow().host();
        });
    }

    private Pool pool(String template, int size) {
        var created = new CreatePool(platform.database, platform.templates, () -> {})
                .create(new CreatePool.Order(
                        template, template, null, null, null, Map.of(), Constraints.NONE, size, OPERATOR));
        assertThat(created).isInstanceOf(CreatePool.Outcome.Created.class);
        return ((CreatePool.Outcome.Created) created).pool();
    }

    private void fail(Node node, String code) {
        var seen = new NodeSeen(
                1,
                false,
                null,
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                null,
                null,
                false,
                code,
                "because",
                null,
                5,
                Instant.EPOCH);
        platform.database.doAsPlatform(tx -> Observations.save(tx, node.id(), seen));
    }

    private List<Node> nodes(Pool pool) {
        return platform.database.asPlatform(tx -> Nodes.ofPool(tx, pool.id()));
    }

    private List<String> names(Pool pool) {
        return nodes(pool).stream().map(Node::name).toList();
    }

    private List<String> wanted(Pool pool) {
        return nodes(pool).stream()
                .filter(node -> node.desired() != Node.Desired.DELETED)
                .map(Node::name)
                .toList();
    }
}
