package dev.berth.control.billing;

import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;

import dev.berth.control.database.Database;
import dev.berth.control.tenant.Scope;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.DSLContext;

/**
 * What a UTC month costs so far, split by what people ask for. The parts of a line are in proportion to what they used and
 * add up to it, so that all together they are the month's export.
 */
public final class Spend {
    private static final Duration PACE = Duration.ofDays(1);

    private final Database database;

    public Spend(Database database) {
        this.database = database;
    }

    /** What parts are told apart by; ready time of nodes stands beside calls where it has nothing of the kind. */
    public enum By {
        DAY,
        SKU,
        ENDPOINT,
        KEY;

        public static By parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * @param kind {@code calls} or {@code node}, as in an export
     * @param calls however they ended
     * @param quantity compute units of calls, seconds of a node
     */
    public record Part(
            String kind, String id, String name, String currency, long calls, long quantity, BigDecimal amount) {
        /** Compute units; a node has none. */
        public long units() {
            return kind.equals("calls") ? quantity : 0;
        }
    }

    /** @param units compute units of the calls in it */
    public record Total(BigDecimal amount, long units) {
        Total plus(Total other) {
            return new Total(amount.add(other.amount), Math.addExact(units, other.units));
        }

        /** What it would be at the same pace in {@code wanted} seconds instead of {@code seen}. */
        Total atPace(long wanted, long seen) {
            BigDecimal time = BigDecimal.valueOf(wanted);
            BigDecimal of = BigDecimal.valueOf(seen);
            return new Total(
                    amount.multiply(time).divide(of, Charge.DECIMALS, RoundingMode.HALF_EVEN),
                    BigDecimal.valueOf(units)
                            .multiply(time)
                            .divide(of, 0, RoundingMode.HALF_EVEN)
                            .longValueExact());
        }
    }

    /**
     * By currency: what there is, and what it comes to by the end of the month at the pace of the last day; forecasts are
     * empty when the month is over or has not begun.
     */
    public record Month(List<Part> parts, SortedMap<String, Total> totals, SortedMap<String, Total> forecasts) {
        public Month {
            parts = List.copyOf(parts);
            totals = Collections.unmodifiableSortedMap(new TreeMap<>(totals));
            forecasts = Collections.unmodifiableSortedMap(new TreeMap<>(forecasts));
        }
    }

    public Month of(Scope scope, YearMonth month, By by) {
        Period period = Period.of(month);
        return scope.in(database, tx -> {
            var sums = new Sums(by);
            split(tx, scope, period, sums);
            Instant now = Database.now(tx);
            SortedMap<String, Total> totals = sums.totals();
            SortedMap<String, Total> forecasts =
                    period.includes(now) ? forecasts(tx, scope, period, totals, now) : new TreeMap<>();
            return new Month(sums.parts(Names.of(tx, scope), keys(tx, scope, by)), totals, forecasts);
        });
    }

    /** What people call the keys that have a name. */
    private static Map<String, String> keys(DSLContext tx, Scope scope, By by) {
        if (by != By.KEY) return Map.of();
        return tx.select(ENDPOINT_KEY.KEY_ID, ENDPOINT_KEY.NAME)
                .from(ENDPOINT_KEY)
                .where(scope.includes(ENDPOINT_KEY.TENANT_ID))
                .and(ENDPOINT_KEY.NAME.ne(""))
                .fetchMap(ENDPOINT_KEY.KEY_ID, ENDPOINT_KEY.NAME);
    }

    private static void split(DSLContext tx, Scope scope, Period period, Sums sums) {
        PriceHistory prices = PriceTables.history(tx);
        try (var calls = BilledRows.parts(tx, scope, period, prices, sums.by())) {
            Together.of(calls, part -> part.calls().key().endpoint(), parts -> sums.addCalls(parts, prices, period));
        }
        try (var ready = BilledRows.ready(tx, scope, period)) {
            Together.of(ready, ReadyTime::node, times -> sums.addNode(times, prices, period));
        }
    }

    private static SortedMap<String, Total> forecasts(
            DSLContext tx, Scope scope, Period month, SortedMap<String, Total> totals, Instant now) {
        Instant from = now.minus(PACE).isBefore(month.from()) ? month.from() : now.minus(PACE);
        var forecasts = new TreeMap<>(totals);
        if (!from.isBefore(now)) return forecasts;
        var lately = new Sums(By.SKU);
        split(tx, scope, new Period(from, now), lately);
        long left = Duration.between(now, month.to()).toSeconds();
        long seen = Math.max(1, Duration.between(from, now).toSeconds());
        lately.totals().forEach((currency, total) -> forecasts.merge(currency, total.atPace(left, seen), Total::plus));
        return forecasts;
    }
}
