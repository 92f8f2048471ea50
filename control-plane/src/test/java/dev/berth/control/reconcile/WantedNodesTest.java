package dev.berth.control.reconcile;

import static dev.berth.control.reconcile.WantedAnvil.seen;
import static dev.berth.control.reconcile.WantedAnvil.seenRunning;
import static dev.berth.migrations.schema.Tables.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.disk.DiskLevel;
import dev.berth.control.event.Actor;
import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.EndLease;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.MovePorts;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.Observations;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.placement.Constraints;
import dev.berth.control.pool.CreatePool;
import dev.berth.control.pool.KeepPools;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept from one read to the next is what a first read finds, whatever was written in between. */
class WantedNodesTest {
    private static final Scope ALL = new Scope.Everybody();
    private static final Actor SOMEBODY = new Actor("key:test");

    private final PlatformInTest platform = new PlatformInTest();
    private final WantedNodes wanted = new WantedNodes(platform.templates);
    private final ChangeNode change =
            new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), () -> {});
    private final KeepPools keepPools =
            new KeepPools(platform.database, platform.templates, platform.createNode, change, Clock.systemUTC());
    private final TenantId tenant = platform.tenant("acme", true, "automatic", 1_000);
    private final List<HostId> hosts = List.of(host("one"), host("two"));

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aReadAfterAnyChangeIsAFirstRead() {
        var random = new Random(7);
        pool();
        for (int step = 0; step < 150; step++) {
            List<NodeId> nodes = read().stream().map(WantedNode::id).toList();
            String did = nodes.size() < 4 ? create(step) : change(random, nodes, step);
            assertThat(read()).as("step %d: %s", step, did).isEqualTo(firstRead());
        }
    }

    @Test
    void whatATransactionWroteThatBeganBeforeAReadAndEndedAfterItIsRead() throws Exception {
        create(0);
        NodeId node = read().getFirst().id();
        try (var slow = DriverManager.getConnection(platform.url(), "postgres", "")) {
            slow.setAutoCommit(false);
            try (var update = slow.createStatement()) {
                update.executeUpdate("update node set desired = 'stopped' where node_id = '" + node + "'");
            }
            create(1); // a later transaction that ends first
            assertThat(read()).hasSize(2).first().matches(WantedNode::shouldRun, "is to run");
            assertThat(read()).first().matches(WantedNode::shouldRun, "is to run");
            slow.commit();
        }
        assertThat(read()).first().matches(first -> !first.shouldRun(), "is to stop");
        assertThat(read()).isEqualTo(firstRead());
    }

    @Test
    void onlyWhatWasWrittenIsPutTogetherAgain() {
        for (int number = 0; number < 5; number++) create(number);
        List<WantedNode> before = read();
        wanted.takeChanged();
        NodeId stopped = before.get(2).id();
        change.stop(ALL, stopped, SOMEBODY);
        read();
        assertThat(wanted.takeChanged()).containsExactly(stopped);
        read();
        assertThat(wanted.takeChanged()).isEmpty();
    }

    private List<WantedNode> read() {
        return platform.database.asPlatform(wanted::read);
    }

    private List<WantedNode> firstRead() {
        return platform.database.asPlatform(new WantedNodes(platform.templates)::read);
    }

    private String create(int number) {
        var created = platform.createNode.create(PlatformInTest.order(tenant, "n" + number, "anvil", Map.of()));
        assertThat(created).isInstanceOf(CreateNode.Outcome.Accepted.class);
        return "create";
    }

    private void pool() {
        var created = new CreatePool(platform.database, platform.templates, () -> {})
                .create(new CreatePool.Order(
                        "devnet", "ethereum-devnet", null, null, null, Map.of(), Constraints.NONE, 2, SOMEBODY));
        assertThat(created).isInstanceOf(CreatePool.Outcome.Created.class);
        keepPools.run();
        assertThat(read())
                .hasSizeGreaterThan(2)
                .allMatch(node -> node.node().membership().isPresent());
    }

    private String change(Random random, List<NodeId> nodes, int step) {
        NodeId node = nodes.get(random.nextInt(nodes.size()));
        List<String> kinds = new ArrayList<>(List.of(
                "create", "pools", "stop", "start", "restart", "delete", "unit", "node", "moved", "port", "gone",
                "power", "disk"));
        String kind = kinds.get(random.nextInt(kinds.size()));
        switch (kind) {
            case "create" -> create(step);
            case "pools" -> keepPools.run();
            case "stop" -> change.stop(ALL, node, SOMEBODY);
            case "start" -> change.start(ALL, node, SOMEBODY);
            case "restart" -> change.restart(ALL, node, SOMEBODY);
            case "delete" -> change.delete(ALL, node, SOMEBODY);
            case "unit" -> platform.database.doAsPlatform(tx -> Observations.save(tx, node, seenRunning(1)));
            case "node" ->
                platform.database.doAsPlatform(
                        tx -> Observations.save(tx, node, seen(true, random.nextBoolean(), step, null)));
            case "moved" ->
                platform.database.doAsPlatform(
                        tx -> Observations.saveMoved(tx, Map.of(node, seen(true, true, step, null))));
            case "port" ->
                platform.database.doAsPlatform(tx -> Leases.open(tx, node)
                        .ifPresent(lease -> MovePorts.run(
                                tx, lease, List.of(lease.ports().getFirst().number()), "taken")));
            case "gone" ->
                platform.database.doAsPlatform(tx -> {
                    Leases.open(tx, node).ifPresent(lease -> EndLease.run(tx, lease.id()));
                    if (random.nextBoolean()) Nodes.gone(tx, node);
                });
            case "power" ->
                platform.database.doAsPlatform(tx -> tx.update(HOST)
                        .set(HOST.WANTED_POWER, random.nextBoolean() ? "running" : "stopped")
                        .where(HOST.HOST_ID.eq(hosts.getFirst().value()))
                        .execute());
            case "disk" ->
                platform.database.doAsPlatform(tx ->
                        tx.execute("""
                            insert into node_disk (node_id, level, stopped_for) values (?, ?, ?)
                            on conflict (node_id) do update set stopped_for = excluded.stopped_for\
                            """, node.value(), DiskLevel.FULL.text(), random.nextBoolean() ? "full" : null));
            default -> throw new IllegalArgumentException(kind);
        }
        return kind + " " + node;
    }

    private HostId host(String name) {
        return platform.host(name, "process", 1_000_000, 1_000 * PlatformInTest.GIB);
    }
}
