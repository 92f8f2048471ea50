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
                                .column("ID", "id")
                                .column("NODE", "nodeName")
                                .column("TENANT", "tenant.name")
                                .column("HOST", "host")
                                .column("STATE", "state")
                                .column("RATE/HOUR", "ratePerHour")
                                .column("CURRENCY", "currency")
                                .column("ACCRUED", "account.accrued")
                                .column("LEFT", "account.left")
                                .column("STARTED", "startedAt")
                                .column("ENDS", "endsAt")
                                .column("ENDED", "endedAt")
                                .column("WHY", "closeReason"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A lease")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "LEASE") String lease) {
        call.console().show(call.api().get("/leases/" + lease, call.query()));
        return ExitCode.DONE;
    }

    @Command(
            name = "reclaim",
            description = "End a lease with the agreed notice; then its node is removed with its data")
    int reclaim(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "LEASE") String lease,
            @Option(names = "--reason", required = true, description = "For the tenant") String reason,
            @Option(names = "--notice", paramLabel = "SECONDS", description = "Longer than was agreed") @Nullable
                    Long notice) {
        ObjectNode body = object().put("reason", reason);
        if (notice != null) body.put("noticeSeconds", notice);
        call.console().show(call.api().perform("/leases/" + lease + "/notice", call.query(), body));
        return ExitCode.DONE;
    }

    @Command(name = "keep", description = "Take the notice of a lease's end back")
    int keep(@Mixin ApiCall call, @Parameters(paramLabel = "LEASE") String lease) {
        call.console().show(call.api().delete("/leases/" + lease + "/notice", call.query()));
        return ExitCode.DONE;
    }

    @Command(name = "top-up", description = "Move some of the tenant's balance into a prepaid lease")
    int topUp(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "LEASE") String lease,
            @Parameters(paramLabel = "AMOUNT") String amount) {
        call.console()
                .show(call.api().perform("/leases/" + lease + "/top-up", call.query(), object().put("amount", amount)));
        return ExitCode.DONE;
    }

    @Command(name = "withdraw", description = "Move what a prepaid lease has cost so far to platform and provider")
    int withdraw(@Mixin ApiCall call, @Parameters(paramLabel = "LEASE") String lease) {
        call.console().show(call.api().perform("/leases/" + lease + "/withdraw", call.query(), null));
        return ExitCode.DONE;
    }
}
