package dev.berth.control.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.contract.v1.Outcome;
import dev.berth.control.TwoTenants;
import dev.berth.control.tenant.Scope;
import dev.berth.control.usage.UsageQuery.By;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UsageCellsTest {
    private static final Instant FROM = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-01T00:00:00Z");
    private static final Scope EVERYBODY = new Scope.Everybody();

    private static TwoTenants world;

    @BeforeAll
    static void start() {
        world = new TwoTenants();
        UUID proxy = UUID.randomUUID();
        var report = Reports.of(UUID.randomUUID(), 1);
        String[] keys = {TwoTenants.ACME_KEY, TwoTenants.GLOBEX_KEY, "nobody000000"};
        int key = 0;
        for (String keyId : keys)
            for (String sku : new String[] {"eth_call", "eth_getLogs"})
                for (Outcome outcome : new Outcome[] {Outcome.ANSWERED, Outcome.REFUSED}) {
                    report.addKeys(Reports.key(keyId, sku, outcome));
                    for (int hour = 0; hour < 3; hour++)
                        report.addCells(Reports.cell(key, Reports.MINUTE + hour * 60L + hour, 1 + key));
                    key++;
                }
        world.database.doAsPlatform(tx -> UsageIntake.merge(tx, proxy, report.build()));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void aTenantSeesItsOwnOnly() {
        var sums = sums(world.acmeOnly(), query(EnumSet.of(By.TENANT, By.ENDPOINT)), null, 100);
        assertThat(sums).singleElement().satisfies(sum -> {
            assertThat(sum.tenant()).contains(world.acme);
            assertThat(sum.tenantName()).contains("acme");
            assertThat(sum.endpoint()).contains(world.acmeEndpoint);
            assertThat(sum.endpointName()).contains("main");
            assertThat(sum.sku()).isEmpty();
            assertThat(sum.calls()).isEqualTo(3 * (1 + 2 + 3 + 4));
            assertThat(sum.bytesOut()).isEqualTo(sum.calls() * 1000);
        });
    }

    @Test
    void rowLevelSecurityHoldsWhateverTheQuerySays() {
        List<UsageSum> sums = world.database.asTenant(
                world.acme, tx -> UsageCells.sums(tx, EVERYBODY, query(EnumSet.of(By.TENANT)), null, 100));
        assertThat(sums)
                .singleElement()
                .satisfies(sum -> assertThat(sum.tenant()).contains(world.acme));
    }

    @Test
    void anOperatorSeesAllAndWhatBelongsToNobody() {
        var sums = sums(EVERYBODY, query(EnumSet.of(By.TENANT)), null, 100);
        assertThat(sums)
                .extracting(UsageSum::tenantName)
                .containsExactlyInAnyOrder(Optional.of("acme"), Optional.of("globex"), Optional.empty());
        assertThat(sums.stream().mapToLong(UsageSum::calls).sum()).isEqualTo(3 * 78);
    }

    @Test
    void hoursAreUtcAndFiltersNarrow() {
        var query = new UsageQuery(
                FROM,
                TO,
                EnumSet.of(By.HOUR, By.OUTCOME),
                "main",
                TwoTenants.NETWORK,
                "eth_getLogs",
                dev.berth.control.usage.Outcome.REFUSED);
        assertThat(sums(world.acmeOnly(), query, null, 100))
                .satisfiesExactly(
                        sum -> assertThat(sum.hour()).contains(Reports.NOON),
                        sum -> assertThat(sum.hour()).contains(Reports.NOON.plusSeconds(3600)),
                        sum -> assertThat(sum.hour()).contains(Reports.NOON.plusSeconds(7200)));
        var byId = new UsageQuery(FROM, TO, EnumSet.of(By.SKU), world.acmeEndpoint.toString(), null, null, null);
        assertThat(sums(EVERYBODY, byId, null, 100)).hasSize(2);
        var elsewhere = new UsageQuery(FROM, TO, EnumSet.of(By.SKU), null, "mainnet", null, null);
        assertThat(sums(EVERYBODY, elsewhere, null, 100)).isEmpty();
        var later = new UsageQuery(Reports.NOON.plusSeconds(60), TO, EnumSet.of(By.NETWORK), null, null, null, null);
        assertThat(sums(EVERYBODY, later, null, 100))
                .singleElement()
                .satisfies(sum -> assertThat(sum.calls()).isEqualTo(2 * 78));
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepeat() {
        UsageQuery query = query(EnumSet.allOf(By.class));
        List<UsageSum> all = sums(EVERYBODY, query, null, 1000);
        assertThat(all).hasSize(3 * 2 * 2 * 3);
        for (int limit : new int[] {1, 5, 7, 36}) {
            var paged = new ArrayList<UsageSum>();
            for (List<UsageSum> page = sums(EVERYBODY, query, null, limit);
                    !page.isEmpty();
                    page = sums(
                            EVERYBODY,
                            query,
                            UsageSum.Place.parse(paged.getLast().place().toString()),
                            limit)) paged.addAll(page);
            assertThat(paged).isEqualTo(all);
        }
    }

    @Test
    void aPlaceOfAnotherQueryIsRefused() {
        var place = new UsageSum.Place(List.of("a", "b"));
        assertThatThrownBy(() -> sums(EVERYBODY, query(EnumSet.of(By.SKU)), place, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cursor: of 2 keys");
    }

    private static UsageQuery query(Set<By> by) {
        return new UsageQuery(FROM, TO, by, null, null, null, null);
    }

    private static List<UsageSum> sums(Scope scope, UsageQuery query, UsageSum.@Nullable Place after, int limit) {
        return scope.in(world.database, tx -> UsageCells.sums(tx, scope, query, after, limit));
    }
}
