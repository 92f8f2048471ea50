package dev.berth.control.billing;

import dev.berth.control.database.Database;
import dev.berth.control.tenant.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.YearMonth;
import java.util.List;
import org.jooq.DSLContext;

/**
 * Writes what a UTC month's usage and ready time cost, line by line: calls by tenant, endpoint, network, SKU and price
 * version, then nodes by tenant, node and price version. The same data gives the same bytes. Rows are read through a
 * cursor and rated an endpoint, or a node, at a time, so that memory does not grow with the month.
 */
public final class Export {
    private final Database database;

    public Export(Database database) {
        this.database = database;
    }

    /** Writes the month as CSV; flushes {@code out} but does not close it. */
    public void csv(Scope scope, YearMonth month, Writer out) throws IOException {
        write(scope, month, new CsvExport(out));
        out.flush();
    }

    /** Writes the month as JSON, with how complete it is; flushes {@code out} but does not close it. */
    public void json(Scope scope, YearMonth month, Writer out) throws IOException {
        write(scope, month, new JsonExport(out));
        out.flush();
    }

    private void write(Scope scope, YearMonth month, ExportWriter writer) throws IOException {
        Period period = Period.of(month);
        Progress progress = database.asPlatform(tx -> Progress.of(tx, period));
        writer.begin(month, progress);
        try {
            writer.end(scope.in(database, tx -> lines(tx, scope, period, progress, writer)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Totals lines(DSLContext tx, Scope scope, Period period, Progress progress, ExportWriter writer) {
        PriceHistory prices = PriceTables.history(tx);
        Names names = Names.of(tx, scope);
        var totals = new Totals();
        Take take = line -> {
            totals.add(line);
            writer.line(ExportLine.of(line, names, progress));
        };
        try (var calls = BilledRows.calls(tx, scope, period, prices)) {
            Together.of(calls, row -> row.key().endpoint(), rows -> hand(Rating.calls(rows, prices, period), take));
        }
        try (var ready = BilledRows.ready(tx, scope, period)) {
            Together.of(ready, ReadyTime::node, rows -> hand(Rating.nodes(rows, prices, period), take));
        }
        return totals;
    }

    private interface Take {
        void line(Line line) throws IOException;
    }

    private static void hand(List<? extends Line> lines, Take take) {
        try {
            for (Line line : lines) take.line(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
