package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A tenant's members, and the operator's. */
@Command(name = "members", description = "A tenant's members, and the operator's", synopsisSubcommandLabel = "COMMAND")
final class MembersCommand {
    @Command(name = "list", description = "All members")
    int list(@Mixin ApiCall call) {
        call.console()
                .list(
                        call.api().list("/members", call.query(), Integer.MAX_VALUE),
                        new Table()
                                .column("EMAIL", "email")
                                .column("ROLE", "role")
                                .column("TENANT", "tenant.name")
                                .column("ID", "id")
                                .column("SINCE", "createdAt"));
        return ExitCode.DONE;
    }

    @Command(name = "add", description = "Add a member, and make a link by which it chooses a password")
    int add(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "EMAIL") String email,
            @Option(names = "--role", required = true, paramLabel = "owner|developer|operator") String role) {
        call.console()
                .show(call.api()
                        .create(
                                "/members",
                                call.query(),
                                object().put("email", email).put("role", role)));
        return ExitCode.DONE;
    }

    @Command(
            name = "reset",
            description = "Make another link by which a member chooses a password; those before it end")
    int reset(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "ID") String id,
            @Option(
                            names = "--totp",
                            description = "Also ask for no codes any more, for who has lost the authenticator")
                    boolean totp) {
        call.console()
                .show(call.api()
                        .perform("/members/" + id + "/reset", call.query().with("totp", totp ? true : null), null));
        return ExitCode.DONE;
    }

    @Command(name = "remove", description = "Remove a member, end its sessions and revoke its API keys")
    int remove(@Mixin ApiCall call, @Parameters(paramLabel = "ID") String id) {
        call.console().show(call.api().delete("/members/" + id, call.query()));
        return ExitCode.DONE;
    }
}
