package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.ApiAccess.Holder;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An endpoint's keys. */
@Command(name = "keys", description = "An endpoint's keys", synopsisSubcommandLabel = "COMMAND")
final class EndpointKeysCommand {
    @Command(name = "list", description = "An endpoint's keys, without their secrets")
    int list(@Mixin ApiCall call, @Parameters(paramLabel = "ENDPOINT") String endpoint) {
        var table = new Table()
                .column("ID", "id")
                .column("NAME", "name")
                .column("STATE", "state")
                .column("CREATED", "createdAt")
                .column("EXPIRES", "expiresAt")
                .column("REVOKED", "revokedAt");
        call.console().list(call.api().list(path(endpoint), call.query(), Integer.MAX_VALUE), table);
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A key with its text and URL; with the tenant's key, an operator may not")
    int show(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "ENDPOINT") String endpoint,
            @Parameters(paramLabel = "KEY") String key) {
        call.console().show(call.api(Holder.TENANT).get(path(endpoint) + "/" + key));
        return ExitCode.DONE;
    }

    @Command(name = "create", description = "Create a further key")
    int create(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "ENDPOINT") String endpoint,
            @Option(names = "--name", paramLabel = "NAME", description = "To tell keys apart") @Nullable String name,
            @Option(names = "--expires", paramLabel = "TIME", description = "When it ends, like 2027-01-31T00:00:00Z")
                    @Nullable
                    String expires,
            @Mixin AllowanceOptions allowance) {
        var body = allowance.in(object().put("name", name == null ? "" : name));
        if (expires != null) {
            body.put("expiresAt", expires);
        }
        call.console().show(call.api().create(path(endpoint), call.query(), body));
        return ExitCode.DONE;
    }

    @Command(name = "change", description = "Change a key's own limits, within its endpoint's; what is not given stays")
    int change(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "ENDPOINT") String endpoint,
            @Parameters(paramLabel = "KEY") String key,
            @Mixin AllowanceOptions allowance) {
        call.console().show(call.change(path(endpoint) + "/" + key, allowance.in(object())));
        return ExitCode.DONE;
    }

    @Command(name = "rotate", description = "Make a key's successor; the old one expires after the overlap")
    int rotate(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "ENDPOINT") String endpoint,
            @Parameters(paramLabel = "KEY") String key,
            @Option(
                            names = "--overlap-seconds",
                            paramLabel = "N",
                            defaultValue = "86400",
                            description = "How long the old key works on, 0 to 2592000 (${DEFAULT-VALUE})")
                    int overlapSeconds) {
        var body = object().put("overlapSeconds", overlapSeconds);
        call.console().show(call.api().create(path(endpoint) + "/" + key + "/rotate", call.query(), body));
        return ExitCode.DONE;
    }

    @Command(name = "revoke", description = "Revoke a key for ever")
    int revoke(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "ENDPOINT") String endpoint,
            @Parameters(paramLabel = "KEY") String key) {
        return revoked(call.api().perform(path(endpoint) + "/" + key + "/revoke", call.query(), null), call.console());
    }

    /** Fails when a proxy has not heard of it yet. */
    static int revoked(JsonNode revocation, Console console) {
        console.show(revocation);
        return revocation.path("effective").asBoolean() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String path(String endpoint) {
        return "/endpoints/" + endpoint + "/keys";
    }
}
