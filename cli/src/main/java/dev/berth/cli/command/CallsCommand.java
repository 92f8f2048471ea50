package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Single calls, for as long as a proxy remembers them. */
@Command(name = "calls", description = "Single calls", synopsisSubcommandLabel = "COMMAND")
final class CallsCommand {
    @Command(name = "explain", description = "What became of a call, by the x-request-id of its answer")
    int explain(@Mixin ApiCall call, @Parameters(paramLabel = "REQUEST_ID") String request) {
        JsonNode told = call.api().get("/calls/" + request, call.query());
        Console console = call.console();
        console.show(told);
        if (console.isJson()) return ExitCode.DONE;
        for (JsonNode item : told.path("items")) {
            if (item.path("attempts").isEmpty()) continue;
            console.line("");
            console.line("attempts of item " + item.path("item").asInt());
            console.list(
                    item.path("attempts"),
                    new Table()
                            .column("NODE", "member")
                            .column("AT ms", "atMillis")
                            .column("TOOK ms", "tookMillis")
                            .column("END", "end")
                            .column("WHY", "reason"));
        }
        return ExitCode.DONE;
    }
}
