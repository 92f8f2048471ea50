package dev.berth.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.TwoTenants;
import dev.berth.control.billing.PriceWish.NodePrice;
import dev.berth.control.event.Actor;
import dev.berth.control.usage.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AddPricesTest {
    private static final Actor OPERATOR = Actor.key("operator0000");
    private static final Map<Integer, List<String>> WEIGHTS =
            Map.of(26, List.of("eth_call"), 60, List.of("eth_getLogs"));

    private static TwoTenants world;

    @BeforeAll
    static void start() {
        world = new TwoTenants();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void versionsFollowEachOtherAndEachHoldsUntilTheNext() {
        Instant first = inMinutes(10);
        Instant second = first.plus(Duration.ofDays(1));
        PriceTable one = added(wish(first, WEIGHTS));
        PriceTable two = added(wish(second, Map.of(20, List.of("default"))));
        assertThat(two.version()).isEqualTo(one.version() + 1);
        assertThat(inForce(first.minusSeconds(1))).doesNotContain(one, two);
        assertThat(inForce(first)).containsExactly(one);
        assertThat(inForce(second.minusSeconds(1))).containsExactly(one);
        assertThat(inForce(second)).containsExactly(two);
        List<PriceTable> newest =
                world.database.asTenant(world.acme, tx -> PriceTables.list(tx, TwoTenants.NETWORK, null, null, 1));
        assertThat(newest).containsExactly(two);
        List<PriceTable> older =
                world.database.asPlatform(tx -> PriceTables.list(tx, TwoTenants.NETWORK, null, two.id(), 1));
        assertThat(older).containsExactly(one);
        assertThat(wrong(wish(second, WEIGHTS))).extracting(WrongPrice::pointer).containsExactly("/validFrom");
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        var wish = new PriceWish(
                TwoTenants.NETWORK,
                Instant.parse("2026-01-01T00:00:30Z"),
                "EURO",
                new BigDecimal("0.0000000000001"),
                Map.of(10, List.of("eth_call", "eth_unknown"), 20, List.of("eth_call")),
                List.of(Outcome.ANSWERED, Outcome.FAILED),
                List.of(
                        new NodePrice("devnet", "small", new BigDecimal("-1")),
                        new NodePrice("devnet", "huge", BigDecimal.ONE),
                        new NodePrice("devnet", "small", BigDecimal.ONE)));
        assertThat(wrong(wish))
                .extracting(WrongPrice::pointer)
                .contains(
                        "/validFrom",
                        "/currency",
                        "/perMillionUnits",
                        "/units",
                        "/units/10/1",
                        "/units/20/0",
                        "/charged/1",
                        "/nodes/0/perHour",
                        "/nodes/1",
                        "/nodes/2");
        assertThat(wrong(wish))
                .extracting(WrongPrice::reason)
                .anyMatch(reason -> reason.contains("no weight for eth_getLogs"))
                .anyMatch(reason -> reason.contains("whole minute"))
                .anyMatch(reason -> reason.contains("a time to come"));
    }

    @Test
    void aNetworkThatIsNotThereHasNoPrices() {
        var wish = new PriceWish(
                "mainnet", inMinutes(5), "EUR", BigDecimal.ONE, WEIGHTS, List.of(Outcome.ANSWERED), List.of());
        assertThat(wrong(wish)).extracting(WrongPrice::pointer).containsExactly("/network");
    }

    private static PriceWish wish(Instant validFrom, Map<Integer, List<String>> units) {
        return new PriceWish(
                TwoTenants.NETWORK,
                validFrom,
                "EUR",
                new BigDecimal("0.50"),
                units,
                List.of(Outcome.ANSWERED),
                List.of(new NodePrice("devnet", "small", new BigDecimal("0.02"))));
    }

    private static Instant inMinutes(int minutes) {
        return Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(minutes));
    }

    private static List<PriceTable> inForce(Instant at) {
        return world.database.asPlatform(tx -> PriceTables.list(tx, TwoTenants.NETWORK, at, null, 10));
    }

    private static PriceTable added(PriceWish wish) {
        return switch (world.database.asPlatform(tx -> AddPrices.add(tx, wish, OPERATOR))) {
            case AddPrices.Outcome.Added(PriceTable table) -> table;
            case AddPrices.Outcome.Wrong(List<WrongPrice> fields) -> throw new AssertionError(fields);
        };
    }

    private static List<WrongPrice> wrong(PriceWish wish) {
        return switch (world.database.asPlatform(tx -> AddPrices.add(tx, wish, OPERATOR))) {
            case AddPrices.Outcome.Added(PriceTable table) -> throw new AssertionError(table);
            case AddPrices.Outcome.Wrong(List<WrongPrice> fields) -> fields;
        };
    }
}
