package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keys of the API. */
@Command(
        name = "api-keys",
        description = "Keys of the API (those of endpoints: berth endpoints keys)",
        synopsisSubcommandLabel = "COMMAND")
final class ApiKeysCommand {
    @Command(name = "list", description = "All keys, without their secrets")
    int list(@Mixin ApiCall call) {
        call.console()
                .list(
                        call.api().list("/api-keys", call.query(), Integer.MAX_VALUE),
                        new Table()
                                .column("ID", "id")
                                .column("NAME", "name")
                                .column("ROLE", "role")
                                .column("TENANT", "tenant.name")
                                .column("STATE", "state")
                                .column("CREATED", "createdAt")
                                .column("EXPIRES", "expiresAt"));
        return ExitCode.DONE;
    }

    @Command(name = "create", description = "Create a key; its text is shown now and never again")
    int create(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--role", required = true, paramLabel = "operator|owner|developer") String role,
            @Option(names = "--expires", paramLabel = "TIME", description = "2027-01-01T00:00:00Z") @Nullable
                    String expires) {
        var body = object().put("name", name).put("role", role);
        if (expires != null) {
            body.put("expiresAt", expires);
        }
        call.console().show(call.api().create("/api-keys", call.query(), body));
        return ExitCode.DONE;
    }

    @Command(name = "revoke", description = "Revoke a key, at once")
    int revoke(@Mixin ApiCall call, @Parameters(paramLabel = "KEY") String key) {
        call.console().show(call.api().perform("/api-keys/" + key + "/revoke", call.query(), null));
        return ExitCode.DONE;
    }
}
