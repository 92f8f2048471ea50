package dev.berth.control.billing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What lines cost together, by currency. */
public final class Totals {
    private final SortedMap<String, BigDecimal> costs = new TreeMap<>();

    void add(Line line) {
        costs.merge(line.currency(), line.charge().cost(), BigDecimal::add);
    }

    public SortedMap<String, BigDecimal> costs() {
        return Collections.unmodifiableSortedMap(costs);
    }
}
