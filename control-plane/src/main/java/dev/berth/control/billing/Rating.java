package dev.berth.control.billing;

import dev.berth.control.usage.CallCounts;
import dev.berth.control.usage.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Prices usage and ready time. A pure function: the same rows, prices and period give the same lines, however the rows
 * are ordered or cut. Calls have the price that was in force in their minute; ready time is cut where prices change and
 * counts by whole seconds, from the second it began in until the second it ended in.
 */
public final class Rating {
    static final long PER_MILLION = 1_000_000;
    static final long SECONDS_AN_HOUR = 3_600;

    private Rating() {}

    private record CallsUnderPrice(CallKey key, int version) {}

    private record TimeUnderPrice(String node, int version) {}

    /** The lines of what was called in the period, sorted: one for each key and price version. */
    public static List<Line.Calls> calls(Collection<MeteredCalls> usage, PriceHistory prices, Period period) {
        var sums = new TreeMap<CallsUnderPrice, MeteredCalls>(
                Comparator.comparing(CallsUnderPrice::key).thenComparingInt(CallsUnderPrice::version));
        for (MeteredCalls calls : usage) {
            if (!period.includes(calls.at())) continue;
            int version = LineId.version(prices.at(calls.key().network(), calls.at()));
            sums.merge(
                    new CallsUnderPrice(calls.key(), version),
                    calls,
                    (a, b) -> new MeteredCalls(a.key(), a.at(), a.counts().plus(b.counts())));
        }
        return sums.values().stream().map(sum -> line(sum, prices, period)).toList();
    }

    private static Line.Calls line(MeteredCalls sum, PriceHistory prices, Period period) {
        Optional<PriceTable> table = prices.at(sum.key().network(), sum.at());
        Optional<Integer> weight =
                table.flatMap(found -> found.tariff().weight(sum.key().sku()));
        long units = units(sum.counts(), table, weight);
        BigDecimal price = table.map(found -> found.tariff().perMillionUnits()).orElse(BigDecimal.ZERO);
        return new Line.Calls(
                sum.key(),
                sum.counts(),
                table,
                weight,
                new Charge(units, price, PER_MILLION),
                prices.span(sum.key().network(), sum.at(), period));
    }

    /** Compute units of the calls that cost. */
    static long units(CallCounts counts, Optional<PriceTable> table, Optional<Integer> weight) {
        boolean charged =
                table.filter(found -> found.tariff().charges(Outcome.ANSWERED)).isPresent();
        return charged ? Math.multiplyExact(counts.answered(), (long) weight.orElse(0)) : 0;
    }

    /** The lines of what was ready in the period, sorted: one for each node and price version. */
    public static List<Line.Node> nodes(Collection<ReadyTime> ready, PriceHistory prices, Period period) {
        var pieces = new TreeMap<TimeUnderPrice, List<ReadyTime>>(
                Comparator.comparing(TimeUnderPrice::node).thenComparingInt(TimeUnderPrice::version));
        for (ReadyTime piece : pieces(ready, prices, period)) {
            int version = LineId.version(prices.at(piece.network(), piece.from()));
            pieces.computeIfAbsent(new TimeUnderPrice(piece.node().toString(), version), _ -> new ArrayList<>())
                    .add(piece);
        }
        return pieces.values().stream().map(of -> line(of, prices, period)).toList();
    }

    private static Line.Node line(List<ReadyTime> pieces, PriceHistory prices, Period period) {
        ReadyTime first = pieces.getFirst();
        Optional<PriceTable> table = prices.at(first.network(), first.from());
        BigDecimal price =
                table.flatMap(found -> found.tariff().perHour(first.model())).orElse(BigDecimal.ZERO);
        long seconds = pieces.stream().mapToLong(ReadyTime::seconds).sum();
        return new Line.Node(
                first.node(),
                first.tenant(),
                first.network(),
                first.model(),
                table,
                new Charge(seconds, price, SECONDS_AN_HOUR),
                prices.span(first.network(), first.from(), period));
    }

    /** The ready times inside the period, cut where prices change; what is told twice of a node is there once. */
    static List<ReadyTime> pieces(Collection<ReadyTime> ready, PriceHistory prices, Period period) {
        var pieces = new ArrayList<ReadyTime>();
        var told = new TreeMap<String, Instant>();
        for (ReadyTime time : ready.stream()
                .sorted(Comparator.comparing(ReadyTime::from).thenComparing(ReadyTime::to))
                .toList()) {
            String node = time.node().toString();
            Instant from = later(later(time.from(), period.from()), told.getOrDefault(node, Instant.MIN));
            Instant to = time.to().isBefore(period.to()) ? time.to() : period.to();
            if (!from.isBefore(to)) continue;
            told.put(node, to);
            for (Instant cut : prices.changes(time.network(), new Period(from, to))) {
                pieces.add(time.within(from, cut));
                from = cut;
            }
            pieces.add(time.within(from, to));
        }
        return pieces;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
