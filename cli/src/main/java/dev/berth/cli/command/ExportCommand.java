package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.installation.Json;
import dev.berth.cli.output.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A month's usage and node hours, priced; or what is behind one line of it. */
@Command(name = "export", description = "A month's usage and node hours, priced, for a billing system")
final class ExportCommand implements Callable<Integer> {
    /** How the export is written. */
    enum Format {
        CSV,
        JSON
    }

    @Mixin
    private ApiCall call = new ApiCall();

    @Option(names = "--month", paramLabel = "YYYY-MM", description = "A UTC month; this one when absent")
    private @Nullable YearMonth month;

    @Option(names = "--format", paramLabel = "csv|json", defaultValue = "csv")
    private Format format = Format.CSV;

    @Option(names = "--file", description = "Where to write it; to stdout when absent")
    private @Nullable Path file;

    @Option(
            names = "--explain",
            paramLabel = "LINE",
            description = "Show the rows, the weight and the price behind a line")
    private @Nullable String line;

    @Override
    public Integer call() throws IOException {
        BerthApi api = call.api();
        String path = "/exports/" + (month == null ? YearMonth.now(ZoneOffset.UTC) : month);
        if (line != null) {
            call.console()
                    .line(Json.write(api.get(path + "/lines/" + line, call.query()))
                            .strip());
            return ExitCode.DONE;
        }
        String export = format == Format.CSV
                ? api.text(path + ".csv", call.query())
                : Json.write(api.get(path + ".json", call.query()));
        if (file == null) {
            System.out.print(export);
        } else {
            Files.writeString(file, export);
        }
        warnUnlessComplete(api, path);
        return ExitCode.DONE;
    }

    private void warnUnlessComplete(BerthApi api, String path) {
        JsonNode json = api.get(path + ".json", call.query());
        if (!json.path("complete").asBoolean()) {
            call.console().note("not complete yet:");
            json.path("completeness")
                    .forEach(proxy -> call.console()
                            .note("  proxy " + proxy.path("proxyId").asText() + " is complete until "
                                    + proxy.path("completeUntil").asText("(nothing yet)")));
        }
    }
}
