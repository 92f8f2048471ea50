package dev.berth.control.billing;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Every version of every network's price table, found by when it is in force. */
public final class PriceHistory {
    private final Map<String, NavigableMap<Instant, PriceTable>> byNetwork = new HashMap<>();

    public PriceHistory(Collection<PriceTable> tables) {
        for (PriceTable table : tables)
            byNetwork.computeIfAbsent(table.network(), _ -> new TreeMap<>()).put(table.validFrom(), table);
    }

    /** The version in force at {@code at}; empty before the network's first. */
    public Optional<PriceTable> at(String network, Instant at) {
        NavigableMap<Instant, PriceTable> versions = byNetwork.get(network);
        if (versions == null) return Optional.empty();
        return Optional.ofNullable(versions.floorEntry(at)).map(Map.Entry::getValue);
    }

    /** When prices of {@code network} change inside the period, in order; without its beginning and its end. */
    List<Instant> changes(String network, Period period) {
        NavigableMap<Instant, PriceTable> versions = byNetwork.get(network);
        if (versions == null) return List.of();
        return List.copyOf(
                versions.subMap(period.from(), false, period.to(), false).keySet());
    }

    /** When prices of any network change inside the period, in order; without its beginning and its end. */
    List<Instant> changes(Period period) {
        return byNetwork.keySet().stream()
                .flatMap(network -> changes(network, period).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The part of {@code within} in which the network's prices are those at {@code at}. */
    Period span(String network, Instant at, Period within) {
        List<Instant> changes = changes(network, within);
        Instant from = within.from();
        for (Instant change : changes) {
            if (change.isAfter(at)) return new Period(from, change);
            from = change;
        }
        return new Period(from, within.to());
    }
}
