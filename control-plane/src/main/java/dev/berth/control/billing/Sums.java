package dev.berth.control.billing;

import dev.berth.control.billing.Spend.By;
import dev.berth.control.billing.Spend.Part;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Parts of lines, added up by what tells them apart. */
final class Sums {
    private static final String UNKNOWN = "(unknown)";

    private final By by;
    private final SortedMap<Bucket, Cost> sums = new TreeMap<>(
            Comparator.comparing(Bucket::id).thenComparing(Bucket::kind).thenComparing(Bucket::currency));

    private record Bucket(String kind, String id, String currency) {}

    /** An amount, for how many compute units or seconds it is, and of how many calls. */
    private record Cost(BigDecimal amount, long quantity, long calls) {
        static Cost of(Charge charge) {
            return new Cost(charge.cost(), charge.quantity(), 0);
        }

        Cost plus(Cost other) {
            return new Cost(
                    amount.add(other.amount),
                    Math.addExact(quantity, other.quantity),
                    Math.addExact(calls, other.calls));
        }
    }

    Sums(By by) {
        this.by = by;
    }

    By by() {
        return by;
    }

    /** Calls to one endpoint. */
    void addCalls(List<PartOfCalls> parts, PriceHistory prices, Period period) {
        List<MeteredCalls> calls = parts.stream().map(PartOfCalls::calls).toList();
        for (Line.Calls line : Rating.calls(calls, prices, period)) {
            List<PartOfCalls> ofLine = parts.stream()
                    .filter(part -> part.calls().key().equals(line.key()))
                    .filter(part -> LineId.version(
                                    prices.at(line.network(), part.calls().at()))
                            == LineId.version(line.table()))
                    .toList();
            List<Long> units = ofLine.stream()
                    .map(part -> Rating.units(part.calls().counts(), line.table(), line.weight()))
                    .toList();
            List<BigDecimal> costs = Shares.of(line.charge().cost(), units);
            for (int i = 0; i < costs.size(); i++) {
                PartOfCalls part = ofLine.get(i);
                var cost = new Cost(
                        costs.get(i), units.get(i), part.calls().counts().items());
                add("calls", part.part(), line.currency(), cost);
            }
        }
    }

    /** Ready time of one node. */
    void addNode(List<ReadyTime> times, PriceHistory prices, Period period) {
        for (Line.Node line : Rating.nodes(times, prices, period)) {
            switch (by) {
                case SKU -> {
                    String model = line.model().template() + "/" + line.model().size();
                    add("node", model, line.currency(), Cost.of(line.charge()));
                }
                case ENDPOINT, KEY -> add("node", line.node().toString(), line.currency(), Cost.of(line.charge()));
                case DAY -> addDays(line, times, prices, period);
            }
        }
    }

    private void addDays(Line.Node line, List<ReadyTime> times, PriceHistory prices, Period period) {
        var seconds = new TreeMap<LocalDate, Long>();
        for (ReadyTime piece : Rating.pieces(times, prices, period)) {
            boolean ofLine = LineId.version(prices.at(piece.network(), piece.from())) == LineId.version(line.table());
            for (Instant from = piece.from(); ofLine && from.isBefore(piece.to()); ) {
                LocalDate day = from.atZone(ZoneOffset.UTC).toLocalDate();
                Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                Instant to = next.isBefore(piece.to()) ? next : piece.to();
                seconds.merge(day, piece.within(from, to).seconds(), Long::sum);
                from = to;
            }
        }
        List<BigDecimal> costs = Shares.of(line.charge().cost(), List.copyOf(seconds.values()));
        int i = 0;
        for (LocalDate day : seconds.keySet()) {
            var cost = new Cost(costs.get(i++), Objects.requireNonNull(seconds.get(day)), 0);
            add("node", day.toString(), line.currency(), cost);
        }
    }

    private void add(String kind, String id, String currency, Cost cost) {
        sums.merge(new Bucket(kind, id, currency), cost, Cost::plus);
    }

    SortedMap<String, Spend.Total> totals() {
        var totals = new TreeMap<String, Spend.Total>();
        sums.forEach((bucket, cost) -> totals.merge(
                bucket.currency(),
                new Spend.Total(cost.amount(), bucket.kind().equals("calls") ? cost.quantity() : 0),
                Spend.Total::plus));
        return totals;
    }

    List<Part> parts(Names names, Map<String, String> keys) {
        var parts = new ArrayList<Part>();
        sums.forEach((bucket, cost) -> parts.add(new Part(
                bucket.kind(),
                bucket.id(),
                name(bucket, names, keys),
                bucket.currency(),
                cost.calls(),
                cost.quantity(),
                cost.amount())));
        return parts;
    }

    private String name(Bucket bucket, Names names, Map<String, String> keys) {
        boolean byThing = by == By.ENDPOINT || by == By.KEY;
        if (byThing && bucket.kind().equals("node"))
            return Optional.ofNullable(names.nodes().get(UUID.fromString(bucket.id())))
                    .orElse(UNKNOWN);
        if (by == By.ENDPOINT)
            return bucket.id().equals(UNKNOWN)
                    ? UNKNOWN
                    : Optional.ofNullable(names.endpoints().get(UUID.fromString(bucket.id())))
                            .orElse(UNKNOWN);
        return by == By.KEY ? keys.getOrDefault(bucket.id(), bucket.id()) : bucket.id();
    }
}
