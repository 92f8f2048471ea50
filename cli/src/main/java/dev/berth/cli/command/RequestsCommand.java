package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import dev.berth.cli.client.BerthApi;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Requests for resources, and what was decided. */
@Command(name = "requests", description = "Requests for resources", synopsisSubcommandLabel = "COMMAND")
final class RequestsCommand {
    @Command(name = "list", description = "All requests")
    int list(@Mixin ApiCall call, @Option(names = "--state") @Nullable String state) {
        call.console()
                .list(
                        call.api().list("/requests", call.query().with("state", state), Integer.MAX_VALUE),
                        new Table()
                                .column("ID", "id")
                                .column("TENANT", "tenant.name")
                                .column("STATE", "state")
                                .column("BY", "createdBy")
                                .column("CREATED", "createdAt")
                                .column("EXPIRES", "expiresAt")
                                .column("WHY", "reason"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A request with its terms")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "REQUEST") String request) {
        call.console().show(call.api().get("/requests/" + request, call.query()));
        return ExitCode.DONE;
    }

    @Command(name = "approve", description = "Approve a pending request on the terms it has now")
    int approve(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "REQUEST") String request,
            @Option(names = "--reason") @Nullable String reason,
            @Option(
                            names = "--terms",
                            paramLabel = "HASH",
                            description = "Only on these: the termsHash that was looked at")
                    @Nullable
                    String terms) {
        return decide(call, request, "approve", reason, terms);
    }

    @Command(name = "reject", description = "Reject a pending request")
    int reject(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "REQUEST") String request,
            @Option(names = "--reason") @Nullable String reason) {
        return decide(call, request, "reject", reason, null);
    }

    private static int decide(
            ApiCall call, String request, String verb, @Nullable String reason, @Nullable String looked) {
        BerthApi api = call.api();
        String terms = looked == null
                ? api.get("/requests/" + request).path("termsHash").asText()
                : looked;
        var body = object().put("termsHash", terms).put("reason", reason == null ? "" : reason);
        call.console().show(api.perform("/requests/" + request + "/" + verb, call.query(), body));
        return ExitCode.DONE;
    }
}
