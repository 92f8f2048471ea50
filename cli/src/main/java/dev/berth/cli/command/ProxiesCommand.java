package dev.berth.cli.command;

import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
}
