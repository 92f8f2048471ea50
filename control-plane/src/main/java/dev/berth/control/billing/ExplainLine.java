package dev.berth.control.billing;

import dev.berth.control.billing.Explanation.Row;
import dev.berth.control.database.Database;
import dev.berth.control.tenant.Scope;
import dev.berth.control.usage.CallCounts;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Shows the rows, the weight and the price behind a line of a month's export. */
public final class ExplainLine {
    private final Database database;

    public ExplainLine(Database database) {
        this.database = database;
    }

    /** Empty when the month has no such line that is seen from {@code scope}. */
    public Optional<Explanation> explain(Scope scope, YearMonth month, String line) {
        Period period = Period.of(month);
        Progress progress = database.asPlatform(tx -> Progress.of(tx, period));
        return LineId.parse(line)
                .flatMap(id -> scope.in(database, tx -> switch (id) {
                    case LineId.Calls calls -> calls(tx, scope, period, progress, calls);
                    case LineId.Node node -> node(tx, scope, period, progress, node);
                }));
    }

    private static Optional<Explanation> calls(
            DSLContext tx, Scope scope, Period period, Progress progress, LineId.Calls id) {
        PriceHistory prices = PriceTables.history(tx);
        List<MeteredCalls> hours = BilledRows.hours(tx, scope, period, prices, id).stream()
                .filter(calls -> LineId.version(prices.at(id.network(), calls.at())) == id.version())
                .toList();
        return Rating.calls(hours, prices, period).stream()
                .findFirst()
                .map(line -> new Explanation(
                        ExportLine.of(line, Names.of(tx, scope), progress), line.table(), rows(line, hours)));
    }

    private static List<Row> rows(Line.Calls line, List<MeteredCalls> hours) {
        List<Long> units = hours.stream()
                .map(hour -> Rating.units(hour.counts(), line.table(), line.weight()))
                .toList();
        List<BigDecimal> costs = Shares.of(line.charge().cost(), units);
        var rows = new ArrayList<Row>();
        for (int i = 0; i < hours.size(); i++) {
            Instant hour = hours.get(i).at().truncatedTo(ChronoUnit.HOURS);
            CallCounts counts = hours.get(i).counts();
            rows.add(new Row.Hour(hour, counts, units.get(i), costs.get(i)));
        }
        return rows;
    }

    private static Optional<Explanation> node(
            DSLContext tx, Scope scope, Period period, Progress progress, LineId.Node id) {
        PriceHistory prices = PriceTables.history(tx);
        List<ReadyTime> ready = BilledRows.ready(tx, scope, period, id.node());
        return Rating.nodes(ready, prices, period).stream()
                .filter(line -> LineId.version(line.table()) == id.version())
                .findFirst()
                .map(line -> new Explanation(
                        ExportLine.of(line, Names.of(tx, scope), progress),
                        line.table(),
                        rows(line, Rating.pieces(ready, prices, period), prices)));
    }

    private static List<Row> rows(Line.Node line, List<ReadyTime> pieces, PriceHistory prices) {
        int version = LineId.version(line.table());
        List<ReadyTime> ofLine = pieces.stream()
                .filter(piece -> LineId.version(prices.at(piece.network(), piece.from())) == version)
                .toList();
        List<Long> seconds = ofLine.stream().map(ReadyTime::seconds).toList();
        List<BigDecimal> costs = Shares.of(line.charge().cost(), seconds);
        var rows = new ArrayList<Row>();
        for (int i = 0; i < ofLine.size(); i++) {
            ReadyTime piece = ofLine.get(i);
            rows.add(new Row.Ready(piece.from(), piece.to(), seconds.get(i), costs.get(i)));
        }
        return rows;
    }
}
