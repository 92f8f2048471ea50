package dev.berth.control.node;

import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.NODE_DISK;
import static dev.berth.migrations.schema.Tables.NODE_OBSERVATION;
import static dev.berth.migrations.schema.Tables.NODE_STATE;
import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static dev.berth.migrations.schema.Tables.REQUEST;
import static dev.berth.migrations.schema.Tables.RESERVATION;
import static dev.berth.migrations.schema.Tables.TEMPLATE_VERSION;
import static dev.berth.migrations.schema.Tables.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.val;

import dev.berth.control.database.Database;
import dev.berth.control.database.ListOrder;
import dev.berth.control.fleet.HostId;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The database and {@link NodeStateRule} are of one mind, whatever is known of a node. */
class NodeStatesTest {
    private static final int MANY = 1_500;
    private static final long SEED = new Random().nextLong();
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static final Random RANDOM = new Random(SEED);
    private static PlatformInTest platform;
    private static Scope scope;
    private static TenantId tenant;
    private static List<HostId> hosts;
    private static List<String> templates;
    private static JSONB terms;

    @BeforeAll
    static void begin() {
        platform = new PlatformInTest();
        tenant = platform.tenant("acme", true, "automatic", 10);
        scope = new Scope.OneTenant(tenant);
        HostId heard = platform.host("heard", "process", 64_000, 64 * PlatformInTest.GIB);
        hosts = List.of(
                heard,
                platform.host("never-heard", "process", 64_000, 64 * PlatformInTest.GIB),
                platform.host("just-heard", "process", 64_000, 64 * PlatformInTest.GIB),
                platform.host("lost", "process", 64_000, 64 * PlatformInTest.GIB),
                platform.host("off", "process", 64_000, 64 * PlatformInTest.GIB));
        platform.database.doAsPlatform(tx -> {
            observed(tx, hosts.get(0), Database.now(tx).plusSeconds(86_400), null);
            observed(tx, hosts.get(4), Database.now(tx).plusSeconds(86_400), null);
            tx.update(HOST)
                    .set(HOST.WANTED_POWER, "stopped")
                    .where(HOST.HOST_ID.eq(hosts.get(4).value()))
                    .execute();
        });
        if (!(platform.createNode.create(PlatformInTest.order(tenant, "first", "anvil", Map.of()))
                instanceof CreateNode.Outcome.Accepted)) throw new AssertionError("no node");
        terms = platform.database.asPlatform(
                tx -> tx.select(REQUEST.TERMS).from(REQUEST).limit(1).fetchSingle(REQUEST.TERMS));
        templates = platform.database.asPlatform(tx -> Stream.of("anvil", "ethereum-geth-lighthouse", "ethereum-devnet")
                .map(name -> tx.select(TEMPLATE_VERSION.TEMPLATE_HASH)
                        .from(TEMPLATE_VERSION)
                        .where(TEMPLATE_VERSION.TEMPLATE.eq(name))
                        .fetchSingle(TEMPLATE_VERSION.TEMPLATE_HASH))
                .toList());
        platform.database.doAsPlatform(tx -> {
            for (int i = 0; i < MANY; i++) node(tx, i);
        });
    }

    @AfterAll
    static void end() {
        platform.close();
    }

    @Test
    void whatTheDatabaseSaysIsWhatTheRuleSays() {
        record Both(Map<NodeId, String> rule, Map<NodeId, String> view) {}
        for (Scope who : List.of(scope, new Scope.Everybody())) {
            Both both = inOneMoment(
                    who,
                    tx -> new Both(
                            rule(tx),
                            tx.selectFrom(NODE_STATE)
                                    .fetchMap(row -> new NodeId(row.getNodeId()), row -> row.getState())));
            assertThat(both.view()).as("seed %d, %s", SEED, who).isEqualTo(both.rule());
            assertThat(Set.copyOf(both.rule().values()))
                    .as("seed %d: states that came up", SEED)
                    .isEqualTo(names());
        }
    }

    @Test
    void everyStateHasItsPlaceInLists() {
        assertThat(Stream.of(NodeState.class.getPermittedSubclasses())
                        .filter(Class::isRecord)
                        .map(state -> state.getSimpleName().toUpperCase(Locale.ROOT)))
                .containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void templatesRunAsManyUnitsAsTheDatabaseCounts() {
        platform.database.doAsPlatform(tx -> tx.select(TEMPLATE_VERSION.TEMPLATE_HASH, TEMPLATE_VERSION.UNIT_COUNT)
                .from(TEMPLATE_VERSION)
                .forEach(row -> assertThat(row.value2())
                        .isEqualTo(platform.templates
                                .required(tx, new TemplateHash(row.value1()))
                                .template()
                                .units()
                                .size())));
    }

    @Test
    void pagesInTheOrderOfStatesHaveEachNodeOnce() {
        var filter = new Nodes.Filter(null, null, null, null, Set.of(), true);
        for (boolean down : List.of(false, true)) {
            List<NodeStates.Place> all = inOneMoment(scope, tx -> pages(tx, filter, down, 97));
            Comparator<NodeStates.Place> order = Comparator.comparing(NodeStates.Place::state);
            assertThat(all)
                    .as("seed %d", SEED)
                    .hasSize(MANY + 1)
                    .doesNotHaveDuplicates()
                    .isSortedAccordingTo((down ? order.reversed() : order)
                            .thenComparing(place -> place.node().toString(), Comparator.reverseOrder()));
        }
    }

    @Test
    void filteringAndCountingGoByTheRuleToo() {
        inOneMoment(scope, tx -> {
            var expected = new EnumMap<NodeState.Name, Integer>(NodeState.Name.class);
            rule(tx).values().forEach(state -> expected.merge(NodeState.Name.valueOf(state), 1, Integer::sum));
            var counted = new EnumMap<NodeState.Name, Integer>(NodeState.Name.class);
            NodeStates.counts(tx, scope).forEach(one -> counted.merge(one.state(), one.nodes(), Integer::sum));
            for (NodeState.Name name : NodeState.Name.values()) {
                var filter = new Nodes.Filter(null, null, null, null, Set.of(name), false);
                assertThat(Nodes.list(tx, scope, filter, ListOrder.NAME, null, MANY * 2))
                        .as("seed %d: %s", SEED, name)
                        .hasSize(expected.getOrDefault(name, 0));
            }
            expected.remove(NodeState.Name.DELETED);
            assertThat(counted).as("seed %d", SEED).isEqualTo(expected);
            return counted;
        });
    }

    @Test
    void thoseOfAHostAreThoseWithAnOpenLeaseThere() {
        platform.database.doAsPlatform(tx -> {
            var filter = new Nodes.Filter(null, hosts.get(3), null, null, Set.of(), true);
            int leases = tx.fetchCount(LEASE, LEASE.HOST_ID.eq(hosts.get(3).value()), LEASE.ENDED_AT.isNull());
            assertThat(Nodes.list(tx, new Scope.Everybody(), filter, ListOrder.NAME, null, MANY))
                    .hasSize(leases)
                    .isNotEmpty();
        });
    }

    /** Hosts are heard relative to the time of the transaction, one exactly as long ago as is just not too long. */
    private static <T> T inOneMoment(Scope who, Function<DSLContext, T> work) {
        return platform.database.asPlatform(tx -> {
            Instant now = Database.now(tx);
            observed(tx, hosts.get(2), now.minus(1, ChronoUnit.DAYS), null);
            observed(tx, hosts.get(3), now.minus(1, ChronoUnit.DAYS), now);
            if (who instanceof Scope.OneTenant(TenantId one)) {
                tx.execute(
                        "select set_config('berth.tenant', ?, true)",
                        one.value().toString());
                tx.execute("set local role berth_tenant");
            }
            return work.apply(tx);
        });
    }

    private static Map<NodeId, String> rule(DSLContext tx) {
        List<Node> nodes =
                Nodes.all(tx, tx.select(NODE.NODE_ID).from(NODE).fetch(row -> new NodeId(row.value1())))
                        .values()
                        .stream()
                        .toList();
        return new NodeOverviews(platform.templates)
                .of(tx, nodes, Database.now(tx)).stream()
                        .collect(Collectors.toMap(
                                overview -> overview.node().id(),
                                overview -> overview.state().name()));
    }

    private static List<NodeStates.Place> pages(DSLContext tx, Nodes.Filter filter, boolean down, int limit) {
        var all = new ArrayList<NodeStates.Place>();
        NodeStates.Place last = null;
        while (true) {
            List<NodeStates.Place> page = NodeStates.list(tx, scope, filter, down, last, limit);
            all.addAll(page);
            if (page.size() < limit) return all;
            last = NodeStates.Place.parse(page.getLast().toString());
        }
    }

    private static Set<String> names() {
        return Stream.of(NodeState.Name.values()).map(Enum::name).collect(Collectors.toSet());
    }

    private static void observed(DSLContext tx, HostId host, Instant at, @Nullable Instant lostAt) {
        tx.update(HOST)
                .set(HOST.OBSERVED_AT, at)
                .set(HOST.LOST_AT, lostAt)
                .where(HOST.HOST_ID.eq(host.value()))
                .execute();
    }

    private static boolean chance(double share) {
        return RANDOM.nextDouble() < share;
    }

    private static <T> T one(List<T> of) {
        return of.get(RANDOM.nextInt(of.size()));
    }

    private static @Nullable Instant lately() {
        return chance(0.1) ? null : NOW.minus(Duration.ofMinutes(RANDOM.nextInt(10)));
    }

    /** A node of which anything may be known. */
    private static void node(DSLContext tx, int number) {
        int generation = 2;
        UUID node = tx.insertInto(NODE)
                .set(NODE.TENANT_ID, tenant.value())
                .set(NODE.NAME, "n" + number)
                .set(NODE.NETWORK, one(List.of("anvil", "ethereum-devnet")))
                .set(NODE.TEMPLATE_HASH, one(templates))
                .set(NODE.SIZE, "small")
                .set(NODE.DESIRED, chance(0.8) ? "running" : one(List.of("stopped", "retained", "deleted")))
                .set(NODE.RETAINED_UNTIL, NOW)
                .set(NODE.GENERATION, generation)
                .set(NODE.GONE_AT, chance(0.05) ? NOW : null)
                .returning(NODE.NODE_ID)
                .fetchSingle(NODE.NODE_ID);
        if (chance(0.9)) leases(tx, node);
        if (chance(0.2))
            tx.insertInto(NODE_DISK)
                    .set(NODE_DISK.NODE_ID, node)
                    .set(NODE_DISK.STOPPED_FOR, chance(0.5) ? "its disk is full" : null)
                    .execute();
        int units = one(List.of(0, 1, 1, 2, 2, 3));
        for (int unit = 0; unit < units; unit++) unit(tx, node, "u" + unit, chance(0.9) ? generation : 1);
        if (chance(0.8)) observation(tx, node, chance(0.9) ? generation : 1);
        for (int i = 0; i < RANDOM.nextInt(3); i++) {
            Instant from = NOW.minus(Duration.ofMinutes(RANDOM.nextInt(10)));
            tx.insertInto(READY_INTERVAL)
                    .set(READY_INTERVAL.NODE_ID, node)
                    .set(READY_INTERVAL.TENANT_ID, tenant.value())
                    .set(READY_INTERVAL.FROM_TIME, from)
                    .set(READY_INTERVAL.TO_TIME, from)
                    .set(READY_INTERVAL.LAST_SEEN, from)
                    .onConflictDoNothing()
                    .execute();
        }
    }

    private static void leases(DSLContext tx, UUID node) {
        UUID request = tx.insertInto(REQUEST)
                .set(REQUEST.TENANT_ID, tenant.value())
                .set(REQUEST.NODE_ID, node)
                .set(REQUEST.TERMS, terms)
                .set(REQUEST.TERMS_HASH, "0".repeat(64))
                .set(REQUEST.STATE, "matched")
                .set(REQUEST.CREATED_BY, "key:test")
                .returning(REQUEST.REQUEST_ID)
                .fetchSingle(REQUEST.REQUEST_ID);
        if (chance(0.2)) lease(tx, node, request, true);
        if (chance(0.95)) lease(tx, node, request, false);
    }

    private static void lease(DSLContext tx, UUID node, UUID request, boolean ended) {
        boolean grace = chance(0.1);
        boolean notice = chance(0.5);
        HostId host = chance(0.7) ? hosts.getFirst() : one(hosts);
        UUID lease = tx.insertInto(LEASE)
                .set(LEASE.REQUEST_ID, request)
                .set(LEASE.TENANT_ID, tenant.value())
                .set(LEASE.NODE_ID, node)
                .set(LEASE.HOST_ID, host.value())
                .set(LEASE.RATE_PER_HOUR, BigDecimal.ONE)
                .set(LEASE.GRACE_ENDS_AT, grace ? NOW : null)
                .set(LEASE.ENDED_AT, ended ? NOW : null)
                .set(LEASE.CLOSE_CODE, ended ? "NODE_DELETED" : null)
                .set(LEASE.CLOSE_REASON, ended ? "the node was deleted" : null)
                .set(LEASE.NOTICE_ENDS_AT, notice ? NOW : null)
                .set(LEASE.NOTICE_REASON, notice ? "is needed" : null)
                .returning(LEASE.LEASE_ID)
                .fetchSingle(LEASE.LEASE_ID);
        if (ended || chance(0.2)) return;
        tx.insertInto(RESERVATION)
                .set(RESERVATION.LEASE_ID, lease)
                .set(RESERVATION.HOST_ID, host.value())
                .set(RESERVATION.TENANT_ID, tenant.value())
                .set(RESERVATION.CPU_MILLIS, chance(0.5) ? 0L : 1L)
                .set(RESERVATION.MEMORY_BYTES, chance(0.8) ? 0L : 1L)
                .set(RESERVATION.DISK_BYTES, 1L)
                .set(RESERVATION.PORTS, 0)
                .execute();
    }

    private static void unit(DSLContext tx, UUID node, String name, int generation) {
        tx.insertInto(UNIT)
                .set(UNIT.NODE_ID, node)
                .set(UNIT.UNIT_, name)
                .set(UNIT.GENERATION, generation)
                .set(UNIT.STATE, chance(0.8) ? "running" : one(List.of("absent", "created", "running", "exited")))
                .set(UNIT.STARTED_AT, val(lately(), UNIT.STARTED_AT))
                .execute();
    }

    private static void observation(DSLContext tx, UUID node, int generation) {
        tx.insertInto(NODE_OBSERVATION)
                .set(NODE_OBSERVATION.NODE_ID, node)
                .set(NODE_OBSERVATION.GENERATION, generation)
                .set(NODE_OBSERVATION.ANSWERS, chance(0.5))
                .set(NODE_OBSERVATION.READY, chance(0.4))
                .set(
                        NODE_OBSERVATION.CONDITIONS,
                        JSONB.valueOf(
                                "[{\"condition\": \"answers\", \"met\": %s, \"detail\": \"\"}, {\"condition\": \"%s\", \"met\": %s, \"detail\": \"\"}]"
                                        .formatted(chance(0.5), NodeSeen.ENGINE_AUTH, chance(0.8))))
                .set(NODE_OBSERVATION.FAILURE_CODE, chance(0.1) ? "CRASH_LOOP" : null)
                .execute();
    }
}
