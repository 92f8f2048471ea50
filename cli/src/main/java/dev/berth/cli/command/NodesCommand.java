package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Nodes: dedicated ones of a tenant, and the members of pools. */
@Command(name = "nodes", description = "Nodes", synopsisSubcommandLabel = "COMMAND")
final class NodesCommand {
    private static final String ON_DRAIN =
            "ask: it stays, and its owner is asked; move: it is made anew elsewhere, without its data,"
                    + " and the one before is deleted once it is ready";
    private static final String ON_DATA_LOSS =
            "ask: it has failed until it is started; rebuild: it begins anew at once";

    private static Table table() {
        return new Table()
                .column("NAME", "name")
                .column("NETWORK", "network")
                .column("TEMPLATE", "template")
                .column("TENANT", "tenant.name")
                .column("POOL", "pool")
                .column("STATE", "state")
                .column("HEAD", "head")
                .column("HOST", "host")
                .column("WHY", "reason");
    }

    @Command(name = "list", description = "All nodes, or those that are asked for")
    int list(@Mixin ApiCall call, @Mixin Which which) {
        call.console().list(call.api().list("/nodes", which.in(call.query()), which.most), table());
        return ExitCode.DONE;
    }

    /** Which nodes are listed, and in which order. */
    static final class Which {
        @Option(names = "--network")
        private @Nullable String network;

        @Option(names = "--pool", description = "Only members of this pool")
        private @Nullable String pool;

        @Option(names = "--host", description = "For operators: only those on this host")
        private @Nullable String host;

        @Option(names = "--named", paramLabel = "TEXT", description = "Only those with this in their name")
        private @Nullable String named;

        @Option(
                names = "--state",
                paramLabel = "STATE",
                split = ",",
                description = "Only those in one of these states: READY,DEGRADED")
        private List<String> states = List.of();

        @Option(
                names = "--sort",
                paramLabel = "name|created|state",
                description = "state: first what somebody should look at; the other way round with a dash before")
        private @Nullable String sort;

        @Option(names = "--gone", description = "Deleted ones too")
        private boolean gone;

        @Option(names = "--limit", description = "The most to list; all when absent")
        int most = Integer.MAX_VALUE;

        ApiCall.Query in(ApiCall.Query query) {
            query.with("network", network)
                    .with("pool", pool)
                    .with("host", host)
                    .with("named", named)
                    .with("sort", sort);
            if (!states.isEmpty()) query.with("state", String.join(",", states).toUpperCase(Locale.ROOT));
            return gone ? query.with("gone", true) : query;
        }
    }

    @Command(name = "show", description = "A node, what state it is in and why")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "NODE") String node) {
        call.console().show(call.api().get("/nodes/" + node, call.query()));
        return ExitCode.DONE;
    }

    @Command(
            name = "metrics",
            description = {
                "What a node used and where its chain was: the last hour, or another stretch.",
                "A sample a minute is kept for a day, one each five minutes for thirty days."
            })
    int metrics(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "NODE") String node,
            @Option(names = "--from", paramLabel = "TIME", description = "Like 2026-11-01T00:00:00Z") @Nullable
                    String from,
            @Option(names = "--to", paramLabel = "TIME") @Nullable String to,
            @Option(names = "--step", paramLabel = "SECONDS", description = "60, 300, 900, 3600, 21600 or 86400")
                    @Nullable
                    Integer step) {
        var query = call.query().with("from", from).with("to", to).with("step", step);
        JsonNode metrics = call.api().get("/nodes/" + node + "/metrics", query);
        Console console = call.console();
        if (console.isJson()) console.show(metrics);
        else console.list(metrics.path("samples"), samples());
        return ExitCode.DONE;
    }

    private static Table samples() {
        return new Table()
                .column("AT", "at")
                .column("CPU cores", "cpuCores")
                .column("MEMORY MiB", sample -> mebibytes(sample.path("memoryBytes")))
                .column("DISK MiB", sample -> mebibytes(sample.path("diskBytes")))
                .column("HEAD", "head")
                .column("PEERS", "peers");
    }

    private static String mebibytes(JsonNode bytes) {
        return bytes.isNumber() ? String.format(Locale.ROOT, "%.1f", bytes.asDouble() / (1 << 20)) : "-";
    }

    @Command(name = "create", description = "Create a dedicated node")
    int create(
            @Mixin ApiCall call,
            @Mixin Wanted wanted,
            @Option(names = "--wait", description = "Show the steps until the node is ready") boolean wait)
            throws InterruptedException {
        BerthApi api = call.api();
        JsonNode operation = api.create("/nodes", call.query(), wanted.body(api));
        return new OperationWatch(api, call.console(), call.query()).finish(operation, wait);
    }

    @Command(name = "preview", description = "Where a node would be placed, or why it would not")
    int preview(@Mixin ApiCall call, @Mixin Wanted wanted) {
        BerthApi api = call.api();
        JsonNode preview = api.perform("/nodes/preview", call.query(), wanted.body(api));
        call.console().show(preview);
        return preview.path("placeable").asBoolean() ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Command(name = "start", description = "Start a stopped node")
    int start(@Mixin ApiCall call, @Parameters(paramLabel = "NODE") String node, @Mixin Waiting waiting)
            throws InterruptedException {
        return verb(call, node, "start", waiting);
    }

    @Command(name = "stop", description = "Stop a node with its template's signal and budget; its data is kept")
    int stop(@Mixin ApiCall call, @Parameters(paramLabel = "NODE") String node, @Mixin Waiting waiting)
            throws InterruptedException {
        return verb(call, node, "stop", waiting);
    }

    @Command(name = "restart", description = "Replace a node's units by new ones on the same data")
    int restart(@Mixin ApiCall call, @Parameters(paramLabel = "NODE") String node, @Mixin Waiting waiting)
            throws InterruptedException {
        return verb(call, node, "restart", waiting);
    }

    @Command(
            name = "set",
            description = "Say what becomes of a dedicated node when its host is emptied or lost, or its data lost")
    int set(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "NODE") String node,
            @Option(names = "--on-drain", paramLabel = "ask|move", description = ON_DRAIN) @Nullable String onDrain,
            @Option(names = "--on-data-loss", paramLabel = "ask|rebuild", description = ON_DATA_LOSS) @Nullable
                    String onDataLoss) {
        ObjectNode body = object();
        putUnlessNull(body, "onDrain", onDrain);
        putUnlessNull(body, "onDataLoss", onDataLoss);
        call.console().show(call.api().change("/nodes/" + node, call.query(), body));
        return ExitCode.DONE;
    }

    @Command(name = "delete", description = "Delete a node and its data, or all but its data")
    int delete(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "NODE") String node,
            @Option(
                            names = "--keep-data-days",
                            paramLabel = "DAYS",
                            description = "Keep its data for so long: `berth nodes restore` brings it back")
                    @Nullable
                    Integer keepDataDays,
            @Mixin Waiting waiting)
            throws InterruptedException {
        BerthApi api = call.api();
        JsonNode operation = api.delete("/nodes/" + node, call.query().with("keepDataDays", keepDataDays));
        return new OperationWatch(api, call.console(), call.query()).finish(operation, waiting.wait);
    }

    @Command(name = "restore", description = "Bring a node back of which only the data is kept")
    int restore(@Mixin ApiCall call, @Parameters(paramLabel = "NODE") String node, @Mixin Waiting waiting)
            throws InterruptedException {
        return verb(call, node, "restore", waiting);
    }

    private static void putUnlessNull(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static int verb(ApiCall call, String node, String verb, Waiting waiting) throws InterruptedException {
        BerthApi api = call.api();
        JsonNode operation = api.perform("/nodes/" + node + "/" + verb, call.query(), null);
        return new OperationWatch(api, call.console(), call.query()).finish(operation, waiting.wait);
    }

    /** Whether to stay until the operation has ended. */
    static final class Waiting {
        @Option(names = "--wait", description = "Show the steps until it is done")
        boolean wait;
    }

    /** The node that is asked for. */
    static final class Wanted {
        @Option(names = "--template", required = true)
        private String template = "";

        @Option(names = "--name", description = "Made from the template's name when absent")
        private @Nullable String name;

        @Option(names = "--version", description = "The template's content hash; the newest when absent")
        private @Nullable String version;

        @Option(names = "--network", description = "May be absent when the template has only one")
        private @Nullable String network;

        @Option(names = "--size", description = "One of the template's sizes")
        private @Nullable String size;

        @Option(
                names = "--on-drain",
                paramLabel = "ask|move",
                description = "When its host is emptied, or is lost; " + ON_DRAIN)
        private @Nullable String onDrain;

        @Option(names = "--on-data-loss", paramLabel = "ask|rebuild", description = ON_DATA_LOSS)
        private @Nullable String onDataLoss;

        @Mixin
        private PlacementOptions where = new PlacementOptions();

        @Option(
                names = "--set",
                paramLabel = "PARAMETER=VALUE",
                description = "A parameter of the template; repeatable")
        private Map<String, String> parameters = Map.of();

        ObjectNode body(BerthApi api) {
            var body = object().put("template", template);
            putUnlessNull(body, "name", name);
            putUnlessNull(body, "version", version);
            putUnlessNull(body, "network", network);
            putUnlessNull(body, "size", size);
            putUnlessNull(body, "onDrain", onDrain);
            putUnlessNull(body, "onDataLoss", onDataLoss);
            if (!parameters.isEmpty()) {
                body.set("parameters", TemplateParameters.typed(api, template, parameters));
            }
            where.putInto(body);
            return body;
        }
    }
}
