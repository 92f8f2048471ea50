package dev.berth.control.node;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.OFFER;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.OPERATION_STEP;
import static dev.berth.migrations.schema.Tables.REQUEST;
import static dev.berth.migrations.schema.Tables.RESERVATION;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.berth.control.lease.EndLease;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.Requests;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CreateNodeTest {
    private static final List<Table<? extends Record>> WRITTEN = List.of(
            NODE, REQUEST, OFFER, LEASE, RESERVATION, RESERVED_PORT, RESERVED_SUBNET, OPERATION, OPERATION_STEP, EVENT);

    private final PlatformInTest platform = new PlatformInTest();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aNodeHasRequestOffersLeasePortsAndAnOperationAtOnce() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        platform.host("host-2", "docker", 500, GIB / 4);
        TenantId tenant = platform.tenant("acme", false, "automatic", 10);
        var accepted = accepted(
                platform.createNode.create(order(tenant, "mine", "anvil", Map.of("chainId", IntNode.valueOf(7)))));
        assertThat(accepted.node().parameters().values())
                .containsEntry("chainId", IntNode.valueOf(7))
                .containsKey("accounts");
        Lease lease = lease(accepted.node());
        assertThat(lease.hostName()).isEqualTo("host-1");
        assertThat(lease.ports())
                .extracting(port -> port.unit() + "." + port.port() + "=" + port.number())
                .containsExactly("node.rpc=30000");
        assertThat(lease.subnet()).contains("10.77.0.0/26");
        assertThat(lease.rate().perHour()).isEqualByComparingTo(new BigDecimal("0.01"));
        JsonNode offers = platform.database.asPlatform(tx -> Requests.offers(tx, lease.request()));
        assertThat(offers.get("host-1").isNumber()).isTrue();
        assertThat(offers.get("host-2").asText()).isEqualTo("0.3 GiB of memory short");
        assertThat(reserved("host-1")).isEqualTo(GIB / 2);
        assertThat(steps())
                .startsWith("Approve: done", "Reserve a place on a host: done")
                .endsWith("Tell the proxies: waiting");
        assertThat(platform.nudges()).isEqualTo(1);
        NodeState state = platform.database.asPlatform(tx -> new NodeOverviews(platform.templates)
                .of(tx, accepted.node(), Instant.now())
                .state());
        assertThat(state).isInstanceOf(NodeState.Reserved.class);
    }

    @Test
    void everyRefusalSaysWhyAndLeavesNothingBehind() {
        platform.host("host-1", "process", 4000, GIB / 4);
        TenantId trusted = platform.tenant("acme", true, "automatic", 10);
        TenantId untrusted = platform.tenant("other", false, "automatic", 10);
        TenantId full = platform.tenant("full", true, "automatic", 0);
        assertRefused(order(trusted, "a", "nonsense", Map.of()), "UNKNOWN_TEMPLATE", "anvil");
        assertRefused(order(trusted, "a", "ethereum-geth-lighthouse", Map.of()), "TEMPLATE_UNVERIFIED", "client-go");
        assertRefused(order(trusted, "a", "ethereum-devnet-consensus", Map.of()), "TEMPLATE_NOT_OFFERED", "driver");
        assertRefused(order(trusted, "a", "ethereum-devnet", Map.of()), "TEMPLATE_NOT_OFFERED", "shared");
        Map<String, JsonNode> wrong = Map.of("chainId", TextNode.valueOf("x"), "speed", IntNode.valueOf(1));
        assertRefused(order(trusted, "a", "anvil", wrong), "WRONG_FIELDS", "parameters.chainId: came: \"x\"");
        assertRefused(order(trusted, "a", "anvil", wrong), "WRONG_FIELDS", "parameters.speed: not a parameter");
        assertRefused(order(full, "a", "anvil", Map.of()), "QUOTA", "0 nodes");
        assertRefused(order(trusted, "a", "anvil", Map.of()), "NO_CAPACITY", "host-1: 0.3 GiB of memory short");
        assertRefused(order(untrusted, "a", "anvil", Map.of()), "NO_CAPACITY", "isolates nothing");
        assertThat(platform.nudges()).isZero();
    }

    @Test
    void aNameIsTakenUntilItsNodeIsGone() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        TenantId tenant = platform.tenant("acme", false, "automatic", 10);
        Node first = accepted(platform.createNode.create(order(tenant, "mine", "anvil", Map.of())))
                .node();
        assertThat(platform.createNode.create(order(tenant, "mine", "anvil", Map.of())))
                .isEqualTo(new CreateNode.Outcome.Refused(new NodeRefusal.NameTaken("mine")));
        assertThat(accepted(platform.createNode.create(order(tenant, null, "anvil", Map.of())))
                        .node()
                        .name())
                .isEqualTo("anvil-1");
        platform.database.doAsPlatform(tx -> Nodes.gone(tx, first.id()));
        accepted(platform.createNode.create(order(tenant, "mine", "anvil", Map.of())));
    }

    @Test
    void ofTwentyThatRaceForTheLastFourPlacesExactlyFourWinAndNothingIsOversold() throws Exception {
        platform.host("host-1", "docker", 100_000, GIB);
        platform.host("host-2", "docker", 100_000, GIB);
        var tenants = new ArrayList<TenantId>();
        for (int number = 0; number < 20; number++) tenants.add(platform.tenant("t" + number, false, "automatic", 10));
        List<CreateNode.Outcome> outcomes = atOnce(tenants.stream()
                .map(tenant -> (Callable<CreateNode.Outcome>)
                        () -> platform.createNode.create(order(tenant, "mine", "anvil", Map.of())))
                .toList());
        assertThat(outcomes.stream().filter(CreateNode.Outcome.Accepted.class::isInstance))
                .hasSize(4);
        assertThat(outcomes.stream()
                        .filter(CreateNode.Outcome.Refused.class::isInstance)
                        .map(outcome ->
                                ((CreateNode.Outcome.Refused) outcome).refusal().code()))
                .hasSize(16)
                .containsOnly("NO_CAPACITY");
        assertThat(platform.count(NODE)).isEqualTo(4);
        assertThat(reserved("host-1")).isEqualTo(GIB);
        assertThat(reserved("host-2")).isEqualTo(GIB);
        var ports = platform.database.asPlatform(tx -> tx.selectDistinct(RESERVED_PORT.HOST_ID, RESERVED_PORT.PORT)
                .from(RESERVED_PORT)
                .fetch());
        assertThat(ports).hasSize(4);
    }

    @Test
    void ofTenThatRaceForTheLastOfAQuotaExactlyOneWins() throws Exception {
        platform.host("host-1", "docker", 100_000, 100 * GIB);
        TenantId tenant = platform.tenant("acme", false, "automatic", 1);
        var orders = new ArrayList<Callable<CreateNode.Outcome>>();
        for (int number = 0; number < 10; number++) {
            String name = "n" + number;
            orders.add(() -> platform.createNode.create(order(tenant, name, "anvil", Map.of())));
        }
        assertThat(atOnce(orders).stream().filter(CreateNode.Outcome.Accepted.class::isInstance))
                .hasSize(1);
        assertThat(platform.count(LEASE)).isEqualTo(1);
    }

    @Test
    void endingALeaseTwiceGivesItsPlaceBackOnce() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        TenantId tenant = platform.tenant("acme", false, "automatic", 10);
        Node node = accepted(platform.createNode.create(order(tenant, "mine", "anvil", Map.of())))
                .node();
        Node other = accepted(platform.createNode.create(order(tenant, "other", "anvil", Map.of())))
                .node();
        Lease lease = lease(node);
        assertThat(platform.database.<Boolean>asPlatform(tx -> EndLease.run(tx, lease.id())))
                .isTrue();
        assertThat(platform.database.<Boolean>asPlatform(tx -> EndLease.run(tx, lease.id())))
                .isFalse();
        assertThat(reserved("host-1")).isEqualTo(GIB / 2);
        assertThat(platform.count(RESERVED_PORT)).isEqualTo(1);
        assertThat(platform.count(RESERVED_SUBNET)).isEqualTo(1);
        assertThat(lease(other).ports().getFirst().number()).isEqualTo(30001);
        Node next = accepted(platform.createNode.create(order(tenant, "next", "anvil", Map.of())))
                .node();
        assertThat(lease(next).ports().getFirst().number())
                .as("the lowest free port")
                .isEqualTo(30000);
    }

    @Test
    void aPreviewWritesNothing() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        TenantId tenant = platform.tenant("acme", false, "automatic", 10);
        assertThat(platform.createNode.preview(order(tenant, null, "anvil", Map.of())))
                .isInstanceOfSatisfying(
                        CreateNode.Preview.Placed.class,
                        placed -> assertThat(placed.host()).isEqualTo("host-1"));
        assertNothingWritten();
    }

    private void assertRefused(NodeOrder order, String code, String words) {
        assertThat(platform.createNode.create(order))
                .isInstanceOfSatisfying(CreateNode.Outcome.Refused.class, refused -> {
                    assertThat(refused.refusal().code()).isEqualTo(code);
                    assertThat(refused.refusal().message()).contains(words);
                });
        assertNothingWritten();
    }

    private void assertNothingWritten() {
        for (var table : WRITTEN)
            assertThat(platform.count(table)).as(table.getName()).isZero();
    }

    private static CreateNode.Outcome.Accepted accepted(CreateNode.Outcome outcome) {
        assertThat(outcome).isInstanceOf(CreateNode.Outcome.Accepted.class);
        return (CreateNode.Outcome.Accepted) outcome;
    }

    private Lease lease(Node node) {
        return platform.database.asPlatform(tx -> Leases.open(tx, node.id())).orElseThrow();
    }

    private long reserved(String host) {
        return platform.database.asPlatform(tx -> tx.select(HOST.RESERVED_MEMORY_BYTES)
                .from(HOST)
                .where(HOST.NAME.eq(host))
                .fetchSingle(HOST.RESERVED_MEMORY_BYTES));
    }

    private List<String> steps() {
        return platform.database.asPlatform(tx -> tx.selectFrom(OPERATION_STEP)
                .orderBy(OPERATION_STEP.STEP)
                .fetch(step -> step.getName() + ": " + step.getState()));
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (var future : threads.invokeAll(calls)) results.add(future.get());
            return results;
        }
    }
}
