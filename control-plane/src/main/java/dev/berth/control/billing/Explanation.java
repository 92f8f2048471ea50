package dev.berth.control.billing;

import dev.berth.control.usage.CallCounts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a line costs what it costs: its rows, whose quantities and costs add up to the line's. A row's cost is its share of
 * the line's, so that nothing is lost by rounding; the largest remainders get the last digits.
 *
 * @param table the prices applied; empty when none was in force
 */
public record Explanation(ExportLine line, Optional<PriceTable> table, List<Row> rows) {
    public Explanation {
        rows = List.copyOf(rows);
    }

    /** What a line is made of. */
    public sealed interface Row {
        long quantity();

        BigDecimal cost();

        /** The calls counted in an hour. */
        record Hour(Instant hour, CallCounts counts, long quantity, BigDecimal cost) implements Row {}

        /** A time in which the node was ready. */
        record Ready(Instant from, Instant to, long quantity, BigDecimal cost) implements Row {}
    }
}
