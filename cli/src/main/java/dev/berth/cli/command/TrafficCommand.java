package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.installation.Json;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calls and bytes over time. */
@Command(
        name = "traffic",
        description = "Calls and bytes over time",
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth traffic                                    the last day, by hours and outcomes",
            "  berth traffic --step minute --from 2026-11-23T10:00:00Z --by endpoint",
            "  berth traffic --endpoint web --by sku --step day --from 2026-11-01T00:00:00Z",
            "  berth traffic --tenant acme --by key -o json"
        })
final class TrafficCommand implements Callable<Integer> {
    @Mixin
    private ApiCall call = new ApiCall();

    @Option(names = "--from", paramLabel = "TIME", description = "Inclusive; a day before the end when absent")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Exclusive; now when absent")
    private @Nullable String to;

    @Option(
            names = "--step",
            paramLabel = "minute|hour|day",
            defaultValue = "hour",
            description = "How long each line counts (${DEFAULT-VALUE})")
    private String step = "hour";

    @Option(
            names = "--by",
            paramLabel = "none|outcome|sku|key|endpoint",
            defaultValue = "outcome",
            description = "What tells lines of a step apart (${DEFAULT-VALUE}); the 20 largest, the others as (other)")
    private String by = "outcome";

    @Option(names = "--endpoint", paramLabel = "ENDPOINT", description = "Only this one's (name or id)")
    private @Nullable String endpoint;

    @Override
    public Integer call() {
        var query = call.query()
                .with("from", from)
                .with("to", to)
                .with("step", step)
                .with("by", by)
                .with("endpoint", endpoint);
        JsonNode traffic = call.api().get("/traffic", query);
        Console console = call.console();
        if (console.isJson()) console.show(traffic);
        else console.list(lines(traffic), table());
        return ExitCode.DONE;
    }

    private Table table() {
        var table = new Table().column(step.toUpperCase(Locale.ROOT), "at");
        if (!by.equals("none")) table.column(by.toUpperCase(Locale.ROOT), "name");
        return table.column("CALLS", "calls").column("BYTES", "bytes");
    }

    /** A line for each step and series that had calls, in the order of time. */
    private static JsonNode lines(JsonNode traffic) {
        List<JsonNode> lines = new ArrayList<>();
        for (JsonNode series : traffic.path("series"))
            for (JsonNode point : series.path("points"))
                lines.add(Json.object()
                        .put("at", Instant.ofEpochSecond(point.path(0).asLong()).toString())
                        .put("name", series.path("name").asText())
                        .put("calls", point.path(1).asLong())
                        .put("bytes", point.path(2).asLong()));
        lines.sort(Comparator.comparing(line -> line.path("at").asText()));
        return Json.MAPPER.createArrayNode().addAll(lines);
    }
}
