package dev.berth.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.billing.Tariff.NodeModel;
import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.usage.CallCounts;
import dev.berth.control.usage.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatingTest {
    private static final Period OCTOBER = Period.of(YearMonth.of(2026, 10));
    private static final Instant NOON = Instant.parse("2026-10-10T12:00:00Z");
    private static final NodeModel SMALL = new NodeModel("devnet", "small");
    private static final CallKey CALL = key(1, "eth_call");

    @Test
    void onlyAnswersCost() {
        var prices = history(table("devnet", 1, "2026-01-01T00:00:00Z", "0.50", 26));
        var lines = Rating.calls(List.of(new MeteredCalls(CALL, NOON, counts(1000, 7, 8, 9))), prices, OCTOBER);
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.charge().quantity()).isEqualTo(26_000);
            assertThat(line.charge().cost()).isEqualByComparingTo("0.013");
            assertThat(line.counts()).isEqualTo(counts(1000, 7, 8, 9));
            assertThat(line.weight()).contains(26);
        });
    }

    @Test
    void whatFailsWasRefusedOrIsInvalidIsFreeWhateverTheTableSays() {
        var greedy = new Tariff(new BigDecimal("1"), Map.of("eth_call", 10), Set.of(Outcome.values()), Map.of());
        var lines = Rating.calls(
                List.of(new MeteredCalls(CALL, NOON, counts(0, 5, 5, 5))),
                history(table("devnet", 1, "2026-01-01T00:00:00Z", greedy)),
                OCTOBER);
        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line.charge().cost()).isZero());
    }

    @Test
    void aCallHasThePriceOfItsMinute() {
        var prices = history(
                table("devnet", 1, "2026-01-01T00:00:00Z", "1", 10),
                table("devnet", 2, "2026-10-10T12:00:00Z", "2", 10));
        var lines = Rating.calls(
                List.of(
                        new MeteredCalls(CALL, NOON.minusSeconds(60), counts(1_000_000, 0, 0, 0)),
                        new MeteredCalls(CALL, NOON, counts(1_000_000, 0, 0, 0))),
                prices,
                OCTOBER);
        assertThat(lines)
                .extracting(line -> line.charge().cost().intValueExact())
                .containsExactly(10, 20);
        assertThat(lines)
                .extracting(Line::span)
                .containsExactly(new Period(OCTOBER.from(), NOON), new Period(NOON, OCTOBER.to()));
        assertThat(lines)
                .extracting(line -> line.id().toString())
                .allMatch(id -> LineId.parse(id).isPresent());
    }

    @Test
    void aCallBeforeTheFirstPriceIsShownAndFree() {
        var lines = Rating.calls(
                List.of(new MeteredCalls(CALL, NOON, counts(5, 0, 0, 0))),
                history(table("devnet", 1, "2026-10-20T00:00:00Z", "1", 10)),
                OCTOBER);
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.table()).isEmpty();
            assertThat(line.currency()).isEqualTo("XXX");
            assertThat(line.charge().cost()).isZero();
            assertThat(line.id().toString()).contains(":devnet:0:");
        });
    }

    @Test
    void theDefaultWeighsWhatIsNotNamed() {
        var tariff = new Tariff(
                new BigDecimal("1"), Map.of("eth_call", 26, "default", 20), Set.of(Outcome.ANSWERED), Map.of());
        assertThat(tariff.weight("eth_call")).contains(26);
        assertThat(tariff.weight("eth_new")).contains(20);
        assertThat(Tariff.of(tariff.json())).isEqualTo(tariff);
        assertThat(new Tariff(BigDecimal.ONE, Map.of(), Set.of(), Map.of()).weight("eth_new"))
                .isEmpty();
    }

    @Test
    void aNodeCostsItsReadySeconds() {
        var prices = history(table("devnet", 1, "2026-01-01T00:00:00Z", "1", 10));
        var ready = ready(1, "2026-09-30T23:00:00Z", "2026-10-01T00:30:00Z");
        var lines = Rating.nodes(List.of(ready), prices, OCTOBER);
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.charge()).isEqualTo(new Charge(1800, new BigDecimal("0.02"), 3600));
            assertThat(line.charge().cost()).isEqualByComparingTo("0.01");
        });
    }

    @Test
    void readyTimeToldTwiceCountsOnce() {
        var prices = history(table("devnet", 1, "2026-01-01T00:00:00Z", "1", 10));
        var lines = Rating.nodes(
                List.of(
                        ready(1, "2026-10-10T12:00:00Z", "2026-10-10T13:00:00Z"),
                        ready(1, "2026-10-10T12:30:00Z", "2026-10-10T12:45:00Z"),
                        ready(1, "2026-10-10T12:30:00Z", "2026-10-10T14:00:00Z")),
                prices,
                OCTOBER);
        assertThat(lines)
                .singleElement()
                .extracting(line -> line.charge().quantity())
                .isEqualTo(7200L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void linesAreTheSameHoweverUsageIsOrderedAndCutAndNothingGetsLost(long seed) {
        var random = new Random(seed);
        PriceHistory prices = randomPrices(random);
        var cells = new ArrayList<MeteredCalls>();
        for (int i = 0; i < 400; i++) {
            Instant minute = OCTOBER.from().plus(Duration.ofMinutes(random.nextInt(31 * 24 * 60)));
            var key = key(random.nextInt(3), random.nextBoolean() ? "eth_call" : "eth_getLogs");
            cells.add(new MeteredCalls(key, minute, randomCounts(random)));
        }
        List<Line.Calls> lines = Rating.calls(cells, prices, OCTOBER);

        Collections.shuffle(cells, random);
        assertThat(Rating.calls(cells, prices, OCTOBER)).isEqualTo(lines);
        var halves = new ArrayList<MeteredCalls>();
        for (MeteredCalls cell : cells) {
            long some = cell.counts().answered() / 2;
            var rest = cell.counts();
            halves.add(new MeteredCalls(cell.key(), cell.at(), counts(some, 0, 0, 0)));
            halves.add(new MeteredCalls(
                    cell.key(),
                    cell.at(),
                    counts(rest.answered() - some, rest.failed(), rest.refused(), rest.invalid())));
        }
        assertThat(Rating.calls(halves, prices, OCTOBER)).isEqualTo(lines);

        CallCounts all = cells.stream().map(MeteredCalls::counts).reduce(CallCounts.NONE, CallCounts::plus);
        assertThat(lines.stream().map(Line.Calls::counts).reduce(CallCounts.NONE, CallCounts::plus))
                .isEqualTo(all);
        assertThat(cost(lines)).isCloseTo(exactly(cells, prices), within(lines.size()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void secondsAreTheSameHoweverReadyTimeIsCut(long seed) {
        var random = new Random(seed);
        PriceHistory prices = randomPrices(random);
        var whole = new ArrayList<ReadyTime>();
        var cut = new ArrayList<ReadyTime>();
        for (int node = 0; node < 5; node++) {
            Instant at = OCTOBER.from().minusSeconds(random.nextInt(100_000));
            for (int i = 0; i < 10; i++) {
                Instant from = at.plusMillis(random.nextInt(100_000_000));
                Instant to = from.plusMillis(random.nextInt(300_000_000));
                Instant middle = from.plus(Duration.between(from, to).dividedBy(3));
                whole.add(ready(node, from, to));
                cut.add(ready(node, from, middle));
                cut.add(ready(node, middle, to));
                at = to;
            }
        }
        Collections.shuffle(cut, random);
        List<Line.Node> lines = Rating.nodes(whole, prices, OCTOBER);
        assertThat(Rating.nodes(cut, prices, OCTOBER)).isEqualTo(lines);
        long seconds = whole.stream()
                .mapToLong(time -> Math.max(
                        0,
                        Math.min(time.to().getEpochSecond(), OCTOBER.to().getEpochSecond())
                                - Math.max(
                                        time.from().getEpochSecond(),
                                        OCTOBER.from().getEpochSecond())))
                .sum();
        assertThat(lines.stream().mapToLong(line -> line.charge().quantity()).sum())
                .isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void sharesAddUpAndAreWithinOneUnitOfTheirProportion(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var total = BigDecimal.valueOf(random.nextLong(1_000_000_000_000L), Charge.DECIMALS);
            var weights = new ArrayList<Long>();
            for (int i = 0; i <= random.nextInt(40); i++) weights.add(random.nextLong(5) * random.nextLong(1000));
            weights.add(1L);
            var shares = Shares.of(total, weights);
            assertThat(shares.stream().reduce(BigDecimal.ZERO, BigDecimal::add)).isEqualByComparingTo(total);
            BigDecimal sum =
                    BigDecimal.valueOf(weights.stream().mapToLong(w -> w).sum());
            for (int i = 0; i < shares.size(); i++) {
                BigDecimal proportion = total.multiply(BigDecimal.valueOf(weights.get(i)));
                assertThat(shares.get(i).multiply(sum).subtract(proportion).abs())
                        .isLessThan(sum.movePointLeft(Charge.DECIMALS));
            }
        }
    }

    private static PriceHistory randomPrices(Random random) {
        var tables = new ArrayList<PriceTable>();
        for (int version = 1; version <= 4; version++)
            tables.add(table(
                    "devnet",
                    version,
                    OCTOBER.from()
                            .plus(Duration.ofDays((version - 1) * 8L))
                            .plus(Duration.ofMinutes(random.nextInt(1000)))
                            .toString(),
                    "0." + (1 + random.nextInt(999_999)),
                    1 + random.nextInt(50)));
        return history(tables.toArray(PriceTable[]::new));
    }

    private static BigDecimal cost(List<? extends Line> lines) {
        return lines.stream().map(line -> line.charge().cost()).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What the cells cost, each by itself, without any rounding. */
    private static BigDecimal exactly(List<MeteredCalls> cells, PriceHistory prices) {
        return cells.stream()
                .flatMap(cell -> prices.at("devnet", cell.at()).stream()
                        .map(table -> table.tariff()
                                .perMillionUnits()
                                .multiply(BigDecimal.valueOf(cell.counts().answered()
                                        * table.tariff()
                                                .weight(cell.key().sku())
                                                .orElse(0)))
                                .movePointLeft(6)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Each line is rounded once. */
    private static org.assertj.core.data.Offset<BigDecimal> within(int lines) {
        return org.assertj.core.api.Assertions.within(BigDecimal.valueOf(5L * lines, Charge.DECIMALS + 1));
    }

    private static CallCounts randomCounts(Random random) {
        return counts(random.nextInt(1_000_000), random.nextInt(10), random.nextInt(10), random.nextInt(10));
    }

    private static CallCounts counts(long answered, long failed, long refused, long invalid) {
        return new CallCounts(answered, failed, refused, invalid, 0, 0, 0);
    }

    private static CallKey key(int endpoint, String sku) {
        return new CallKey(
                Optional.of(new TenantId(new UUID(1, endpoint))),
                Optional.of(new EndpointId(new UUID(2, endpoint))),
                "devnet",
                sku);
    }

    private static ReadyTime ready(int node, String from, String to) {
        return ready(node, Instant.parse(from), Instant.parse(to));
    }

    private static ReadyTime ready(int node, Instant from, Instant to) {
        return new ReadyTime(new NodeId(new UUID(3, node)), new TenantId(new UUID(1, 1)), "devnet", SMALL, from, to);
    }

    private static PriceHistory history(PriceTable... tables) {
        return new PriceHistory(List.of(tables));
    }

    private static PriceTable table(String network, int version, String from, String perMillion, int weight) {
        return table(
                network,
                version,
                from,
                new Tariff(
                        new BigDecimal(perMillion),
                        Map.of("eth_call", weight, "eth_getLogs", weight * 3),
                        Set.of(Outcome.ANSWERED),
                        Map.of(SMALL, new BigDecimal("0.02"))));
    }

    private static PriceTable table(String network, int version, String from, Tariff tariff) {
        return new PriceTable(
                new PriceTableId(new UUID(4, version)),
                network,
                version,
                Instant.parse(from),
                "EUR",
                tariff,
                "test",
                Instant.parse(from));
    }
}
