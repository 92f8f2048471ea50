package dev.berth.cli.command;

import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
}
