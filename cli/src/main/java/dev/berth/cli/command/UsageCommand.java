package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What was called, summed. */
@Command(
        name = "usage",
        description = "What was called, summed",
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth usage                              this month, by all but the hour",
            "  berth usage --by endpoint,outcome --from 2026-11-01T00:00:00Z",
            "  berth usage --by hour --endpoint web -o json"
        })
final class UsageCommand implements Callable<Integer> {
    private static final List<String> ALL_BUT_HOURS = List.of("tenant", "endpoint", "network", "sku", "outcome");

    @Mixin
    private ApiCall call = new ApiCall();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Inclusive; the beginning of this UTC month when absent")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Exclusive; now when absent")
    private @Nullable String to;

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "tenant|endpoint|network|sku|outcome|hour",
            description = "What the sums are by; all but the hour when absent")
    private @Nullable List<String> by;

    @Option(names = "--endpoint", paramLabel = "ENDPOINT", description = "Only this one's (name or id)")
    private @Nullable String endpoint;

    @Option(names = "--network")
    private @Nullable String network;

    @Option(names = "--sku")
    private @Nullable String sku;

    @Option(names = "--outcome", paramLabel = "answered|failed|refused|invalid")
    private @Nullable String outcome;

    @Override
    public Integer call() {
        List<String> keys = by == null ? ALL_BUT_HOURS : by;
        var query = call.query()
                .with("from", from)
                .with("to", to)
                .with("by", String.join(",", keys))
                .with("endpoint", endpoint)
                .with("network", network)
                .with("sku", sku)
                .with("outcome", outcome);
        var table = new Table();
        for (String key : keys) {
            table.column(key.toUpperCase(java.util.Locale.ROOT), sum -> name(sum.path(key)));
        }
        table.column("CALLS", "calls")
                .column("BYTES IN", "bytesIn")
                .column("BYTES OUT", "bytesOut")
                .column("BROKEN", "broken");
        call.console().list(call.api().list("/usage", query, Integer.MAX_VALUE), table);
        return ExitCode.DONE;
    }

    private static String name(JsonNode key) {
        return key.isObject() ? key.path("name").asText() : Table.text(key);
    }
}
