package dev.berth.cli.command;

import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Leases: what nodes hold on hosts, and at which rate. */
@Command(name = "leases", description = "Leases", synopsisSubcommandLabel = "COMMAND")
final class LeasesCommand {
    @Command(name = "list", description = "All leases")
    int list(
            @Mixin ApiCall call,
            @Option(names = "--open", description = "Only those that have not ended") boolean open) {
        call.console()
                .list(
                        call.api().list("/leases", call.query().with("open", open), Integer.MAX_VALUE),
                        new Table()
                                .column("NODE", "nodeName")
                                .column("TENANT", "tenant.name")
                                .column("HOST", "host")
                                .column("STATE", "state")
                                .column("RATE/HOUR", "ratePerHour")
                                .column("CURRENCY", "currency")
                                .column("STARTED", "startedAt")
                                .column("ENDED", "endedAt")
                                .column("WHY", "closeReason"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A lease")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "LEASE") String lease) {
        call.console().show(call.api().get("/leases/" + lease, call.query()));
        return ExitCode.DONE;
    }
}
