package dev.berth.control.usage;

import static dev.berth.migrations.schema.Tables.USAGE_CELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.contract.v1.Cells;
import dev.berth.control.TwoTenants;
import dev.berth.control.feed.Proxies;
import dev.berth.migrations.schema.tables.records.UsageCellRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UsageIntakeTest {
    private static TwoTenants world;

    private final UUID proxy = UUID.randomUUID();
    private final UUID epoch = UUID.randomUUID();

    @BeforeAll
    static void start() {
        world = new TwoTenants();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void tenantAndEndpointComeFromTheKey() {
        merge(Reports.of(epoch, 1, TwoTenants.ACME_KEY, 7));
        assertThat(cells()).singleElement().satisfies(cell -> {
            assertThat(cell.getTenantId()).isEqualTo(world.acme.value());
            assertThat(cell.getEndpointId()).isEqualTo(world.acmeEndpoint.value());
            assertThat(cell.getMinute()).isEqualTo(Reports.NOON);
            assertThat(cell.getItems()).isEqualTo(7);
            assertThat(cell.getBytesIn()).isEqualTo(700);
            assertThat(cell.getBytesOut()).isEqualTo(7000);
        });
    }

    @Test
    void duplicatesReplaysReordersAndLowerTotalsChangeNothing() {
        Cells first = Reports.of(epoch, 1, TwoTenants.ACME_KEY, 3);
        Cells second = Reports.of(epoch, 2, TwoTenants.ACME_KEY, 8);
        for (Cells report : List.of(second, first, second, first, first)) merge(report);
        assertThat(cells()).singleElement().satisfies(cell -> {
            assertThat(cell.getItems()).isEqualTo(8);
            assertThat(cell.getSeq()).isEqualTo(2);
        });
        merge(Reports.of(epoch, 3, TwoTenants.ACME_KEY, 5));
        assertThat(cells())
                .singleElement()
                .extracting(UsageCellRecord::getItems)
                .isEqualTo(8L);
        assertThat(known()).isEqualTo(new UsageIntake.Known(3, false));
    }

    @Test
    void reportsInAnyOrderAndNumberEndInTheLargestTotals() {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var inOrder = new ArrayList<Cells>();
            var largest = new HashMap<Long, Long>();
            UUID of = new UUID(seed, random.nextLong());
            for (int seq = 1; seq <= 12; seq++) {
                var report = Reports.of(of, seq)
                        .addKeys(Reports.key(TwoTenants.ACME_KEY, "eth_call", dev.berth.contract.v1.Outcome.ANSWERED));
                for (long minute = 0; minute < 3; minute++) {
                    if (random.nextBoolean()) continue;
                    long total = largest.merge(minute, (long) random.nextInt(5), Long::sum);
                    report.addCells(Reports.cell(0, Reports.MINUTE + minute, total));
                }
                inOrder.add(report.build());
            }
            var delivered = new ArrayList<>(inOrder);
            for (int i = 0; i < 12; i++) delivered.add(inOrder.get(random.nextInt(inOrder.size())));
            Collections.shuffle(delivered, random);
            delivered.forEach(report -> merge(proxy, report));
            Map<Long, Long> stored = new HashMap<>();
            cells(of)
                    .forEach(cell ->
                            stored.put(cell.getMinute().getEpochSecond() / 60 - Reports.MINUTE, cell.getItems()));
            assertThat(stored).as("seed %s", seed).isEqualTo(largest);
        }
    }

    @Test
    void aCellToldTwiceInOneReportCountsOnceWithTheLargerTotal() {
        merge(Reports.of(epoch, 1)
                .addKeys(Reports.key(TwoTenants.ACME_KEY, "eth_call", dev.berth.contract.v1.Outcome.ANSWERED))
                .addKeys(Reports.key(TwoTenants.ACME_KEY, "eth_call", dev.berth.contract.v1.Outcome.ANSWERED))
                .addCells(Reports.cell(0, Reports.MINUTE, 4))
                .addCells(Reports.cell(1, Reports.MINUTE, 6))
                .build());
        assertThat(cells())
                .singleElement()
                .extracting(UsageCellRecord::getItems)
                .isEqualTo(6L);
    }

    @Test
    void anEpochOfAnotherProxyIsRefusedAndLeavesNothing() {
        merge(Reports.of(epoch, 1, TwoTenants.ACME_KEY, 3));
        UUID thief = UUID.randomUUID();
        assertThatThrownBy(() -> merge(thief, Reports.of(epoch, 2, TwoTenants.ACME_KEY, 100)))
                .isInstanceOf(UsageIntake.ForeignEpoch.class)
                .hasMessageContaining(proxy.toString());
        assertThat(cells())
                .singleElement()
                .extracting(UsageCellRecord::getItems)
                .isEqualTo(3L);
        assertThat(known().lastSeq()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsNotKnownYetIsFoundWhenTheCellComesAgain() {
        Cells report = Reports.of(epoch, 1, "newcomer0000", 5);
        merge(report);
        assertThat(cells()).singleElement().satisfies(cell -> {
            assertThat(cell.getTenantId()).isNull();
            assertThat(cell.getItems()).isEqualTo(5);
        });
        world.database.doAsPlatform(tx -> TwoTenants.key(tx, world.acme, world.acmeEndpoint, "newcomer0000"));
        merge(report);
        assertThat(cells()).singleElement().satisfies(cell -> {
            assertThat(cell.getTenantId()).isEqualTo(world.acme.value());
            assertThat(cell.getEndpointId()).isEqualTo(world.acmeEndpoint.value());
            assertThat(cell.getItems()).isEqualTo(5);
        });
    }

    @Test
    void whatCannotBeATotalIsRefusedByName() {
        var negative = Reports.of(epoch, 1, TwoTenants.ACME_KEY, -1);
        assertThatThrownBy(() -> merge(negative)).hasMessageContaining("items: -1 (expected: 0 or more)");
        var shortEpoch = Cells.newBuilder()
                .setEpoch(Reports.bytes(epoch).substring(1))
                .setSeq(1)
                .build();
        assertThatThrownBy(() -> merge(shortEpoch)).hasMessageContaining("15 bytes (expected: 16)");
        var noOutcome = Reports.of(epoch, 1)
                .addKeys(
                        Reports.key(TwoTenants.ACME_KEY, "eth_call", dev.berth.contract.v1.Outcome.OUTCOME_UNSPECIFIED))
                .addCells(Reports.cell(0, Reports.MINUTE, 1))
                .build();
        assertThatThrownBy(() -> merge(noOutcome)).hasMessageContaining("outcome");
        assertThat(cells()).isEmpty();
        assertThat(known()).isEqualTo(new UsageIntake.Known(0, false));
    }

    @Test
    void aThousandCellsFromManyProxiesAtOnceAreAllCounted() throws Exception {
        var epochs = new ArrayList<UUID>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int p = 0; p < 8; p++) {
                UUID of = UUID.randomUUID();
                epochs.add(of);
                UUID from = UUID.randomUUID();
                for (int seq = 1; seq <= 4; seq++) {
                    var report = Reports.of(of, seq)
                            .addKeys(Reports.key(
                                    TwoTenants.GLOBEX_KEY, "eth_call", dev.berth.contract.v1.Outcome.ANSWERED));
                    for (int minute = 0; minute < 125; minute++)
                        report.addCells(Reports.cell(0, Reports.MINUTE + minute, seq));
                    var built = report.build();
                    var _ = threads.submit(() -> merge(from, built));
                }
            }
        }
        for (UUID of : epochs)
            assertThat(cells(of))
                    .hasSize(125)
                    .allSatisfy(cell -> assertThat(cell.getItems()).isEqualTo(4));
    }

    @Test
    void aProxyIsCompleteUntilTheEarliestClaimOfItsOpenEpochs() {
        assertThat(until()).isEmpty();
        UUID old = UUID.randomUUID();
        UUID live = UUID.randomUUID();
        merge(claim(old, 1, 100, false));
        merge(Reports.of(live, 1).build());
        assertThat(until()).as("the live epoch has claimed nothing").isEmpty();
        merge(claim(live, 2, 500, false));
        assertThat(until()).contains(Instant.ofEpochSecond(100));
        merge(claim(old, 2, 200, true));
        assertThat(until()).contains(Instant.ofEpochSecond(500));
        merge(claim(live, 3, 400, false));
        assertThat(until()).as("a claim is never taken back").contains(Instant.ofEpochSecond(500));
        world.database.doAsPlatform(tx -> tx.execute("insert into proxy (proxy_id) values (?)", proxy));
        merge(claim(live, 4, 600, true));
        assertThat(until()).contains(Instant.ofEpochSecond(600));
        world.database.doAsPlatform(tx -> Proxies.forget(tx, proxy));
        assertThat(until()).as("nothing is owed, and nobody is awaited").isEmpty();
        merge(claim(live, 5, 600, false));
        assertThat(known(live).isFinal()).as("an end is never taken back").isTrue();
    }

    private static Cells claim(UUID of, long seq, long until, boolean last) {
        return Reports.of(of, seq).setCompleteUntil(until).setFinal(last).build();
    }

    private Optional<Instant> until() {
        return world.database.asPlatform(Completeness::all).stream()
                .filter(found -> found.proxy().equals(proxy))
                .findFirst()
                .flatMap(Completeness::until);
    }

    private void merge(Cells report) {
        merge(proxy, report);
    }

    private static void merge(UUID from, Cells report) {
        world.database.doAsPlatform(tx -> UsageIntake.merge(tx, from, report));
    }

    private UsageIntake.Known known() {
        return known(epoch);
    }

    private static UsageIntake.Known known(UUID of) {
        return world.database.asPlatform(tx -> UsageIntake.known(tx, of));
    }

    private List<UsageCellRecord> cells() {
        return cells(epoch);
    }

    private static List<UsageCellRecord> cells(UUID of) {
        return world.database.asPlatform(
                tx -> tx.selectFrom(USAGE_CELL).where(USAGE_CELL.EPOCH.eq(of)).fetch());
    }
}
