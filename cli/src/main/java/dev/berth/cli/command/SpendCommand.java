package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.time.YearMonth;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a month costs so far, split, and what it comes to. */
@Command(
        name = "spend",
        description = "What a month costs so far, and what it comes to",
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth spend                              this month, day by day",
            "  berth spend --by endpoint --tenant acme",
            "  berth spend --by key --sort -calls --limit 20",
            "  berth spend --by sku --month 2026-10 -o json",
            "",
            "`berth export` writes the same line by line, for a billing system; the sums are equal."
        })
final class SpendCommand implements Callable<Integer> {
    @Mixin
    private ApiCall call = new ApiCall();

    @Option(names = "--month", paramLabel = "YYYY-MM", description = "A UTC month; this one when absent")
    private @Nullable YearMonth month;

    @Option(
            names = "--by",
            paramLabel = "day|sku|endpoint|key",
            defaultValue = "day",
            description = "What the amounts are by (${DEFAULT-VALUE}); nodes are beside calls")
    private String by = "day";

    @Option(names = "--named", paramLabel = "TEXT", description = "Only what has this in its name; totals are of all")
    private @Nullable String named;

    @Option(
            names = "--sort",
            paramLabel = "name|calls|units|cost",
            description =
                    "The other way round with a dash; when absent days in their order, all else the dearest first")
    private @Nullable String sort;

    @Option(names = "--limit", description = "The most lines; all when absent")
    private int most = Integer.MAX_VALUE;

    @Override
    public Integer call() {
        var query = call.query()
                .with("month", month)
                .with("by", by)
                .with("named", named)
                .with("sort", sort);
        JsonNode spend = call.api().whole("/spend", query, most);
        Console console = call.console();
        if (console.isJson()) {
            console.show(spend);
            return ExitCode.DONE;
        }
        console.list(
                spend.path("items"),
                new Table()
                        .column(by.toUpperCase(Locale.ROOT), "name")
                        .column("FOR", "kind")
                        .column("CALLS", "calls")
                        .column("QUANTITY", "quantity")
                        .column("UNIT", "unit")
                        .column("AMOUNT", "amount")
                        .column("CURRENCY", "currency"));
        for (JsonNode total : spend.path("totals"))
            console.line(total(spend.path("month").asText(), total));
        return ExitCode.DONE;
    }

    private static String total(String month, JsonNode total) {
        String currency = total.path("currency").asText();
        String said = month + ": " + currency + " " + total.path("amount").asText();
        JsonNode forecast = total.path("forecast");
        return forecast.isTextual()
                ? said + " so far, " + currency + " " + forecast.asText()
                        + " at its end at the pace of the last 24 hours"
                : said;
    }
}
