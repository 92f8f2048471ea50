package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Networks: the chains that nodes run on. */
@Command(name = "networks", description = "Networks", synopsisSubcommandLabel = "COMMAND")
final class NetworksCommand {
    @Command(name = "list", description = "All networks")
    int list(@Mixin ApiCall call) {
        call.console()
                .list(
                        call.api().list("/networks", call.query(), Integer.MAX_VALUE),
                        new Table()
                                .column("NETWORK", "network")
                                .column("TITLE", "title")
                                .column("CHAIN", "chainId")
                                .column("DIALECT", "dialect")
                                .column("TESTNET", "testnet"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A network with its methods and prices")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "NETWORK") String network) {
        call.console().show(call.api().get("/networks/" + network, call.query()));
        return ExitCode.DONE;
    }

    @Command(
            name = "spread",
            description = {
                "How a network's nodes are spread over providers and zones; with options, how much one may have at"
                        + " most.",
                "What has a place keeps it."
            })
    int spread(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "NETWORK") String network,
            @Option(names = "--max-provider", paramLabel = "PERCENT") @Nullable Integer maxProvider,
            @Option(names = "--max-zone", paramLabel = "PERCENT") @Nullable Integer maxZone) {
        String path = "/networks/" + network + "/spread";
        ObjectNode limit = object();
        if (maxProvider != null) limit.put("maxProviderPercent", maxProvider);
        if (maxZone != null) limit.put("maxZonePercent", maxZone);
        call.console()
                .show(
                        limit.isEmpty()
                                ? call.api().get(path, call.query())
                                : call.api().change(path, call.query(), limit));
        return ExitCode.DONE;
    }
}
