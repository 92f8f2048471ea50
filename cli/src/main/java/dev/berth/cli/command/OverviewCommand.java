package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.installation.Json;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What there is, counted. */
@Command(name = "overview", description = "What there is, counted: nodes by state and network, endpoints, hosts")
final class OverviewCommand implements Callable<Integer> {
    @Mixin
    private ApiCall call = new ApiCall();

    @Override
    public Integer call() {
        JsonNode overview = call.api().get("/overview", call.query());
        Console console = call.console();
        if (console.isJson()) {
            console.show(overview);
            return ExitCode.DONE;
        }
        console.line(overview.path("nodes").asText() + " nodes, "
                + overview.path("endpoints").asText() + " endpoints\n");
        console.list(
                overview.path("states"), new Table().column("STATE", "state").column("NODES", "nodes"));
        console.line("");
        console.list(
                overview.path("networks"),
                new Table().column("NETWORK", "network").column("NODES", "nodes"));
        if (overview.path("hosts").isObject()) {
            console.line("");
            console.list(capacity(overview.path("hosts")), capacityTable());
        }
        return ExitCode.DONE;
    }

    private static JsonNode capacity(JsonNode hosts) {
        var lines = Json.MAPPER.createArrayNode();
        for (String which : List.of("allocatable", "reserved")) {
            ObjectNode line = hosts.path(which).deepCopy();
            lines.add(line.put("which", which));
        }
        return lines;
    }

    private static Table capacityTable() {
        return new Table()
                .column("HOSTS", "which")
                .column("CPU millis", "cpuMillis")
                .column("MEMORY bytes", "memoryBytes")
                .column("DISK bytes", "diskBytes")
                .column("GPU", "gpu");
    }
}
