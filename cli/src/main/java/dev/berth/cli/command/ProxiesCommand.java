package dev.berth.cli.command;

import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Proxies, and how far each follows the control plane. */
@Command(name = "proxies", description = "Proxies", synopsisSubcommandLabel = "COMMAND")
final class ProxiesCommand {
    @Command(name = "list", description = "All proxies")
    int list(@Mixin ApiCall call) {
        call.console()
                .list(
                        call.api().list("/proxies", call.query(), Integer.MAX_VALUE),
                        new Table()
                                .column("ID", "id")
                                .column("CONNECTED", "connected")
                                .column("SEEN", "lastSeen")
                                .column("ROUTING", "applied.routing")
                                .column("ACCESS", "applied.access")
                                .column("DENIED", "applied.denied")
                                .column("BEHIND", "behind.access"));
        return ExitCode.DONE;
    }

    @Command(
            name = "forget",
            description = {
                "Forget a proxy that is gone for good, so that revocations name it no more.",
                "Until then they do: it may come back with what it has on its disk."
            })
    int forget(@Mixin ApiCall call, @Parameters(paramLabel = "PROXY", description = "Its id") String proxy) {
        call.console().show(call.api().delete("/proxies/" + proxy, call.query()));
        return ExitCode.DONE;
    }
}
