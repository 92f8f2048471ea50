package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Webhooks: addresses that are told of events. */
@Command(
        name = "webhooks",
        description = "Addresses that are told of events: signed, and again until they have heard",
        synopsisSubcommandLabel = "COMMAND")
final class WebhooksCommand {
    @Command(name = "list", description = "All webhooks, without their secrets")
    int list(@Mixin ApiCall call) {
        call.console()
                .list(
                        call.api().list("/webhooks", call.query(), Integer.MAX_VALUE),
                        new Table()
                                .column("NAME", "name")
                                .column("TENANT", "tenant.name")
                                .column("URL", "url")
                                .column("KINDS", "kinds")
                                .column("OF TENANT", "ofTenant.name")
                                .column("SEVERITY", "severity")
                                .column("ENABLED", "enabled"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A webhook")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "WEBHOOK") String webhook) {
        call.console().show(call.api().get("/webhooks/" + webhook, call.query()));
        return ExitCode.DONE;
    }

    @Command(
            name = "create",
            description = {
                "Tell an address of events. The secret that signs is shown now and never again.",
                "Without --tenant it is the operator's own, and hears of everything."
            })
    int create(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "URL", description = "https://host[:port]/path") String url,
            @Mixin Events events) {
        ObjectNode body = events.into(object().put("name", name).put("url", url));
        call.console().show(call.api().create("/webhooks", call.query(), body));
        return ExitCode.DONE;
    }

    @Command(name = "change", description = "Change what a webhook is told of, and where; what is not given stays")
    int change(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "WEBHOOK") String webhook,
            @Option(names = "--url") @Nullable String url,
            @Mixin Events events,
            @Option(
                            names = "--enabled",
                            paramLabel = "true|false",
                            arity = "1",
                            description = "false: it is told of nothing")
                    @Nullable
                    Boolean enabled) {
        ObjectNode body = events.into(object());
        if (url != null) body.put("url", url);
        if (enabled != null) body.put("enabled", enabled);
        call.console().show(call.change("/webhooks/" + webhook, body));
        return ExitCode.DONE;
    }

    @Command(name = "delete", description = "Delete a webhook; what was on its way to it is not sent")
    int delete(@Mixin ApiCall call, @Parameters(paramLabel = "WEBHOOK") String webhook) {
        call.console().show(call.api().delete("/webhooks/" + webhook, call.query()));
        return ExitCode.DONE;
    }

    @Command(
            name = "rotate",
            description = "Sign with another secret, shown now; the one before signs beside it for a while")
    int rotate(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "WEBHOOK") String webhook,
            @Option(names = "--overlap", paramLabel = "SECONDS", description = "How long (default: a day)") @Nullable
                    Integer overlap) {
        ObjectNode body = object();
        if (overlap != null) body.put("overlapSeconds", overlap);
        call.console().show(call.api().create("/webhooks/" + webhook + "/rotate", call.query(), body));
        return ExitCode.DONE;
    }

    @Command(name = "test", description = "Send an event of kind webhook.test, once, now; 0 when it was heard")
    int test(@Mixin ApiCall call, @Parameters(paramLabel = "WEBHOOK") String webhook) {
        JsonNode delivery = call.api().perform("/webhooks/" + webhook + "/test", call.query(), null);
        call.console().show(delivery);
        return delivery.path("state").asText().equals("delivered") ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Command(name = "deliveries", description = "What a webhook was told, or is to be told, the newest first")
    int deliveries(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "WEBHOOK") String webhook,
            @Option(names = "--last", defaultValue = "50", description = "How many (${DEFAULT-VALUE})") int last) {
        call.console()
                .list(
                        call.api().list("/webhooks/" + webhook + "/deliveries", call.query(), last),
                        new Table()
                                .column("ID", "id")
                                .column("KIND", "kind")
                                .column("EVENT", "event")
                                .column("STATE", "state")
                                .column("TRIES", "attempts")
                                .column("STATUS", "status")
                                .column("CREATED", "createdAt")
                                .column("NEXT TRY", "nextTryAt")
                                .column("PROBLEM", "problem"));
        return ExitCode.DONE;
    }

    /** Of which events a webhook is told. */
    static final class Events {
        @Option(
                names = "--kind",
                paramLabel = "KIND",
                description = "A kind, or its beginning with a dot (node.); repeatable; none: all")
        private @Nullable List<String> kinds;

        @Option(
                names = "--severity",
                paramLabel = "info|warning|critical",
                description = "Events of at least that (default: info, all)")
        private @Nullable String severity;

        @Option(names = "--of-tenant", paramLabel = "TENANT", description = "Of an operator's: only what happens to it")
        private @Nullable String ofTenant;

        ObjectNode into(ObjectNode body) {
            if (kinds != null) {
                var array = body.putArray("kinds");
                kinds.forEach(array::add);
            }
            if (severity != null) body.put("severity", severity);
            if (ofTenant != null) body.put("ofTenant", ofTenant);
            return body;
        }
    }
}
