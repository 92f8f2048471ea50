package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Endpoints: the URLs that tenants call. */
@Command(
        name = "endpoints",
        description = "Endpoints",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = EndpointKeysCommand.class)
final class EndpointsCommand {
    @Command(name = "list", description = "All endpoints")
    int list(
            @Mixin ApiCall call,
            @Option(names = "--network", paramLabel = "NETWORK", description = "Of this network only") @Nullable
                    String network) {
        var table = new Table()
                .column("NAME", "name")
                .column("NETWORK", "network")
                .column("TENANT", "tenant.name")
                .column("POOL", "pool")
                .column("NODE", "node")
                .column("CALLS/S", endpoint -> unlessZero(endpoint.path("callsPerSecond")))
                .column("METHODS", endpoint -> allowed(endpoint.path("allowedMethods")));
        call.console()
                .list(call.api().list("/endpoints", call.query().with("network", network), Integer.MAX_VALUE), table);
        return ExitCode.DONE;
    }

    private static String unlessZero(JsonNode limit) {
        return limit.asInt() == 0 ? "unlimited" : limit.asText();
    }

    private static String allowed(JsonNode methods) {
        return methods.isEmpty() ? "all" : Table.text(methods);
    }

    @Command(name = "show", description = "An endpoint")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "ENDPOINT") String endpoint) {
        call.console().show(call.api().get("/endpoints/" + endpoint, call.query()));
        return ExitCode.DONE;
    }

    @Command(name = "create", description = "Create an endpoint on a pool or a node; shows its URL")
    int create(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--pool", paramLabel = "POOL", description = "The shared nodes that it goes to") @Nullable
                    String pool,
            @Option(names = "--node", paramLabel = "NODE", description = "Or a dedicated node of the tenant's own")
                    @Nullable
                    String node,
            @Mixin Limits limits,
            @Mixin TokenTrustOptions tokens) {
        ObjectNode body = tokens.in(limits.in(object().put("name", name)));
        if (pool != null) {
            body.put("pool", pool);
        }
        if (node != null) {
            body.put("node", node);
        }
        JsonNode made = call.api().create("/endpoints", call.query(), body);
        if (call.console().isJson()) {
            call.console().show(made);
        } else {
            call.console().line(made.path("key").path("url").asText());
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "change",
            description = "Change an endpoint's limits, or whose tokens open it; what is not given stays")
    int change(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "ENDPOINT") String endpoint,
            @Mixin Limits limits,
            @Mixin TokenTrustOptions tokens) {
        ObjectNode body = tokens.in(limits.in(object()));
        call.console().show(call.change("/endpoints/" + endpoint, body));
        return ExitCode.DONE;
    }

    @Command(name = "delete", description = "Delete an endpoint and revoke its keys")
    int delete(@Mixin ApiCall call, @Parameters(paramLabel = "ENDPOINT") String endpoint) {
        return EndpointKeysCommand.revoked(call.api().delete("/endpoints/" + endpoint, call.query()), call.console());
    }

    @Command(
            name = "latency",
            description = {
                "How long an endpoint's calls took: the last hour by the minute, or another stretch.",
                "Minutes are kept for two days, hours for forty."
            })
    int latency(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "ENDPOINT") String endpoint,
            @Option(names = "--from", paramLabel = "TIME", description = "Like 2026-11-01T00:00:00Z") @Nullable
                    String from,
            @Option(names = "--to", paramLabel = "TIME") @Nullable String to,
            @Option(names = "--step", paramLabel = "minute|hour|day") @Nullable String step) {
        var query = call.query().with("from", from).with("to", to).with("step", step);
        JsonNode latency = call.api().get("/endpoints/" + endpoint + "/latency", query);
        Console console = call.console();
        if (console.isJson()) {
            console.show(latency);
        } else {
            console.show(latency.path("whole"));
            console.list(
                    latency.path("points"),
                    new Table()
                            .column("AT", "at")
                            .column("CALLS", "calls")
                            .column("P50 ms", "p50Millis")
                            .column("P90 ms", "p90Millis")
                            .column("P99 ms", "p99Millis"));
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "errors",
            description =
                    "How an endpoint's calls failed in the last day, those alike together; `berth calls explain` asks"
                            + " about one")
    int errors(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "ENDPOINT") String endpoint,
            @Option(names = "--from", paramLabel = "TIME", description = "Up to seven days ago") @Nullable
                    String from) {
        JsonNode errors = call.api()
                .get("/endpoints/" + endpoint + "/errors", call.query().with("from", from));
        Console console = call.console();
        if (console.isJson()) {
            console.show(errors);
        } else {
            console.list(
                    errors.path("groups"),
                    new Table()
                            .column("METHOD", "method")
                            .column("BY", "by")
                            .column("CODE", "code")
                            .column("HTTP", "httpStatus")
                            .column("CALLS", "calls")
                            .column("LAST", "lastAt")
                            .column("MESSAGE", "message")
                            .column("REQUESTS", "requestIds"));
        }
        return ExitCode.DONE;
    }

    /** What an endpoint lets through. */
    static final class Limits {
        @Mixin
        private AllowanceOptions allowance = new AllowanceOptions();

        @Option(names = "--max-batch-items", paramLabel = "N", description = "0: the proxy's default")
        private @Nullable Integer maxBatchItems;

        @Option(
                names = "--allow",
                split = ",",
                paramLabel = "METHOD",
                description = "Only these methods: exact names, or beginnings with a trailing *")
        private @Nullable List<String> allowedMethods;

        @Option(
                names = "--allow-origin",
                split = ",",
                paramLabel = "ORIGIN",
                description = "Only web pages of these: [scheme://]host[:port], the host may begin with *.")
        private @Nullable List<String> allowedOrigins;

        @Option(
                names = "--allow-source",
                split = ",",
                paramLabel = "RANGE",
                description = "Only calls from these addresses or CIDR ranges")
        private @Nullable List<String> allowedSources;

        @Option(
                names = "--allow-contract",
                split = ",",
                paramLabel = "ADDRESS",
                description = "Only these contracts, for methods that ask one")
        private @Nullable List<String> allowedContracts;

        @Option(
                names = "--lists-dry-run",
                negatable = true,
                description = "Refuse nothing by lists; say in x-berth-would-refuse what would have been")
        private @Nullable Boolean listsDryRun;

        ObjectNode in(ObjectNode body) {
            allowance.in(body);
            if (maxBatchItems != null) {
                body.put("maxBatchItems", maxBatchItems);
            }
            put(body, "allowedMethods", allowedMethods);
            put(body, "allowedOrigins", allowedOrigins);
            put(body, "allowedSources", allowedSources);
            put(body, "allowedContracts", allowedContracts);
            if (listsDryRun != null) {
                body.put("listsDryRun", listsDryRun);
            }
            return body;
        }

        /** A list of one empty text is the empty list: {@code --allow ""} takes a list away. */
        private static void put(ObjectNode body, String name, @Nullable List<String> texts) {
            if (texts == null) {
                return;
            }
            var list = body.putArray(name);
            texts.stream().filter(text -> !text.isEmpty()).forEach(list::add);
        }
    }
}
