package dev.berth.control.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.control.TwoTenants;
import dev.berth.control.tenant.Scope;
import dev.berth.control.usage.TrafficQuery.By;
import dev.berth.control.usage.TrafficQuery.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private static final Instant FROM = Instant.parse("2026-10-05T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-10-05T06:00:00Z");
    private static final Scope EVERYBODY = new Scope.Everybody();

    private static TwoTenants world;

    @BeforeAll
    static void start() {
        world = new TwoTenants();
        world.asOwner("""
            insert into usage_epoch (epoch, proxy_id) values ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000a');
            insert into usage_cell (epoch, key_id, network, sku, outcome, minute, tenant_id, endpoint_id, items, bytes_in, bytes_out, broken, seq)
            select '00000000-0000-0000-0000-000000000001', k.key_id, 'devnet', 'sku-' || sku, 'answered', minute, k.tenant_id, k.endpoint_id,
                   sku, 10, 5, 0, 1
            from endpoint_key k, generate_series(1, 25) sku,
                 unnest(array['2026-10-05T00:59:00Z', '2026-10-05T01:00:00Z', '2026-10-05T01:30:00Z', '2026-10-05T06:00:00Z']::timestamptz[]) minute;
            insert into usage_cell (epoch, key_id, network, sku, outcome, minute, items, bytes_in, bytes_out, broken, seq)
            values ('00000000-0000-0000-0000-000000000001', 'nobody000000', 'devnet', 'sku-1', 'failed', '2026-10-05T02:00:00Z', 7, 1, 1, 0, 1);
            """);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void aPointIsWhatAStepHadAndAStepWithoutCallsHasNone() {
        assertThat(series(world.acmeOnly(), Step.HOUR, By.NONE, null))
                .singleElement()
                .satisfies(all -> {
                    assertThat(all.name()).isEqualTo("all");
                    assertThat(all.points())
                            .containsExactly(
                                    new TrafficSeries.Point(FROM.getEpochSecond(), 325, 25 * 15),
                                    new TrafficSeries.Point(FROM.getEpochSecond() + 3600, 650, 2 * 25 * 15));
                });
        assertThat(series(world.acmeOnly(), Step.MINUTE, By.NONE, null)
                        .getFirst()
                        .points())
                .extracting(TrafficSeries.Point::at)
                .containsExactly(
                        FROM.getEpochSecond() + 59 * 60, FROM.getEpochSecond() + 3600, FROM.getEpochSecond() + 5400);
        assertThat(series(world.acmeOnly(), Step.DAY, By.NONE, null).getFirst().points())
                .containsExactly(new TrafficSeries.Point(FROM.getEpochSecond(), 975, 75 * 15));
    }

    @Test
    void theLargestSeriesAreShownAndTheOthersSummed() {
        List<TrafficSeries> skus = series(world.acmeOnly(), Step.DAY, By.SKU, null);
        assertThat(skus).hasSize(20);
        assertThat(skus)
                .extracting(TrafficSeries::id)
                .startsWith("sku-25", "sku-24")
                .endsWith("sku-7", "(other)");
        assertThat(skus.getLast().points().getFirst().items()).isEqualTo(3 * (1 + 2 + 3 + 4 + 5 + 6));
        assertThat(skus.stream()
                        .mapToLong(one -> one.points().getFirst().items())
                        .sum())
                .isEqualTo(975);
    }

    @Test
    void seriesAreToldApartByOutcomeKeyAndEndpoint() {
        assertThat(series(EVERYBODY, Step.HOUR, By.OUTCOME, null))
                .extracting(TrafficSeries::name)
                .containsExactly("answered", "failed");
        assertThat(series(EVERYBODY, Step.HOUR, By.KEY, null))
                .extracting(TrafficSeries::id)
                .containsExactlyInAnyOrder(TwoTenants.ACME_KEY, TwoTenants.GLOBEX_KEY, "nobody000000");
        assertThat(series(EVERYBODY, Step.HOUR, By.ENDPOINT, null))
                .extracting(TrafficSeries::name)
                .containsExactlyInAnyOrder("main", "main", "(unknown)");
        assertThat(series(EVERYBODY, Step.HOUR, By.ENDPOINT, world.acmeEndpoint.toString()))
                .extracting(TrafficSeries::id)
                .containsExactly(world.acmeEndpoint.toString());
    }

    @Test
    void aTenantSeesItsOwnAlone() {
        assertThat(series(world.acmeOnly(), Step.HOUR, By.KEY, null))
                .extracting(TrafficSeries::id)
                .containsExactly(TwoTenants.ACME_KEY);
        assertThat(series(world.acmeOnly(), Step.HOUR, By.NONE, world.globexEndpoint.toString()))
                .isEmpty();
    }

    @Test
    void tooManyPointsAreRefusedWithAWordOnWhatWouldDo() {
        assertThatThrownBy(() -> new TrafficQuery(FROM, FROM.plusSeconds(90_000), Step.MINUTE, By.NONE, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1501 points")
                .hasMessageContaining("longer step");
    }

    private static List<TrafficSeries> series(Scope scope, Step step, By by, @Nullable String endpoint) {
        var query = new TrafficQuery(FROM, TO, step, by, endpoint);
        return scope.in(world.database, tx -> Traffic.series(tx, scope, query));
    }
}
