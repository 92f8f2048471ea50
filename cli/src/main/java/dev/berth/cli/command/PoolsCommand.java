package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pools of shared nodes. */
@Command(name = "pools", description = "Pools of shared nodes", synopsisSubcommandLabel = "COMMAND")
final class PoolsCommand {
    private static final Duration LOOK = Duration.ofMillis(500);

    @Command(name = "list", description = "All pools")
    int list(@Mixin ApiCall call, @Option(names = "--network") @Nullable String network) {
        call.console()
                .list(
                        call.api().list("/pools", call.query().with("network", network), Integer.MAX_VALUE),
                        new Table()
                                .column("NAME", "name")
                                .column("NETWORK", "network")
                                .column("TEMPLATE", "template")
                                .column("REPLICATION", "replication")
                                .column("WANTED", "wantedSize")
                                .column("MEMBERS", "size")
                                .column("READY", "readySize")
                                .column("RESTARTS LEFT", "restartsLeft"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A pool")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "POOL") String pool) {
        call.console().show(call.api().get("/pools/" + pool, call.query()));
        return ExitCode.DONE;
    }

    @Command(name = "create", description = "Create a pool")
    int create(
            @Mixin ApiCall call,
            @Option(names = "--name", required = true) String name,
            @Option(names = "--template", required = true) String template,
            @Option(names = "--size", required = true, description = "How many members it is to have") int size,
            @Option(names = "--network", description = "May be absent when the template has only one") @Nullable
                    String network,
            @Option(
                            names = "--set",
                            paramLabel = "PARAMETER=VALUE",
                            description = "A parameter of the template; repeatable")
                    @Nullable
                    Map<String, String> parameters,
            @Mixin PlacementOptions where) {
        BerthApi api = call.api();
        var body = object().put("name", name).put("template", template).put("size", size);
        if (network != null) {
            body.put("network", network);
        }
        if (parameters != null) {
            body.set("parameters", TemplateParameters.typed(api, template, parameters));
        }
        where.putInto(body);
        call.console().show(api.create("/pools", call.query(), body));
        return ExitCode.DONE;
    }

    @Command(name = "resize", description = "Set how many members a pool has")
    int resize(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "POOL") String pool,
            @Option(names = "--size", required = true) int size) {
        call.console().show(call.api().perform("/pools/" + pool + "/resize", call.query(), object().put("size", size)));
        return ExitCode.DONE;
    }

    @Command(
            name = "restart",
            description = "Restart a pool's members one by one: each is ready again before the next goes")
    int restart(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "POOL") String pool,
            @Option(names = "--wait", description = "Return when all members are restarted and ready") boolean wait)
            throws InterruptedException {
        JsonNode restarted = call.api().perform("/pools/" + pool + "/restart", call.query(), null);
        while (wait
                && (restarted.path("restartsLeft").asInt() > 0
                        || restarted.path("readySize").asInt()
                                < restarted.path("wantedSize").asInt())) {
            Thread.sleep(LOOK);
            restarted = call.api().get("/pools/" + pool, call.query());
        }
        call.console().show(restarted);
        return ExitCode.DONE;
    }

    @Command(name = "delete", description = "Delete a pool that no endpoint uses, and its members")
    int delete(@Mixin ApiCall call, @Parameters(paramLabel = "POOL") String pool) {
        call.console().show(call.api().delete("/pools/" + pool, call.query()));
        return ExitCode.DONE;
    }
}
