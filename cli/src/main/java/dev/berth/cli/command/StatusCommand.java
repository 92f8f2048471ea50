package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.ApiAccess;
import dev.berth.cli.client.ApiProblem;
import dev.berth.cli.client.ApiUnreachable;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.client.UsageProblem;
import dev.berth.cli.installation.Json;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import dev.berth.cli.supervisor.SupervisorStatus;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How Berth on this machine is. */
@Command(
        name = "status",
        description = "Processes, nodes and endpoints of the Berth on this machine; 0 when all are well")
final class StatusCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table")
    private Console.Format output = Console.Format.TABLE;

    @Override
    public Integer call() {
        return show(LocalBerth.fromEnvironment(System.getenv()), output == Console.Format.JSON);
    }

    static int show(LocalBerth berth, boolean json) {
        ObjectNode status = Json.object();
        Settings.read(berth.installation()).ifPresent(settings -> addAddresses(status, settings));
        boolean processesWell = addServices(status, berth);
        boolean nodesWell = addNodes(status, berth);
        boolean well = processesWell && nodesWell;
        status.put("well", well);
        if (json) {
            System.out.print(Json.write(status));
        } else {
            print(status);
        }
        return well ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void addAddresses(ObjectNode status, Settings settings) {
        status.put("api", settings.apiUrl())
                .put("proxy", settings.proxyUrl())
                .put("metrics", settings.metricsUrl())
                .put("explain", settings.explainUrl());
    }

    private static boolean addServices(ObjectNode status, LocalBerth berth) {
        var running = berth.running();
        status.put("running", running.isPresent());
        var services = status.putArray("services");
        if (running.isEmpty()) {
            return false;
        }
        SupervisorStatus supervisor = running.get();
        services.addObject()
                .put("name", "supervisor")
                .put("state", "ready")
                .put("pid", supervisor.supervisor().pid())
                .put("restarts", 0)
                .put("detail", "");
        boolean well = true;
        for (var service : supervisor.services()) {
            services.addObject()
                    .put("name", service.name())
                    .put("state", service.phase().name().toLowerCase(java.util.Locale.ROOT))
                    .put("pid", service.pid())
                    .put("restarts", service.restarts())
                    .put("detail", service.detail());
            well &= service.isReady();
        }
        return well;
    }

    private static boolean addNodes(ObjectNode status, LocalBerth berth) {
        status.putArray("nodes");
        status.putArray("endpoints");
        try {
            var api = new BerthApi(ApiAccess.of(berth.environment(), berth.installation(), ApiAccess.Holder.OPERATOR));
            var nodes = api.list("/nodes", Map.of(), Integer.MAX_VALUE);
            status.set("nodes", nodes);
            status.set("endpoints", api.list("/endpoints", Map.of(), Integer.MAX_VALUE));
            boolean well = true;
            for (JsonNode node : nodes) {
                well &= !node.path("desired").asText().equals("running")
                        || node.path("state").asText().equals("READY");
            }
            return well;
        } catch (ApiUnreachable | ApiProblem | UsageProblem e) {
            status.put("problem", e.getMessage());
            return false;
        }
    }

    private static void print(JsonNode status) {
        if (!status.path("running").asBoolean()) {
            System.out.println("Berth's supervisor does not run here (start it with `berth up`).");
        } else {
            System.out.println(new Table()
                    .column("PROCESS", "name")
                    .column("STATE", "state")
                    .column("PID", "pid")
                    .column("RESTARTS", "restarts")
                    .column("", "detail")
                    .render(status.path("services")));
            System.out.println("API      " + status.path("api").asText() + "/api/v1");
            System.out.println("proxy    " + status.path("proxy").asText());
            System.out.println("metrics  " + status.path("metrics").asText());
            System.out.println("explain  " + status.path("explain").asText() + "/<x-request-id of an answer>\n");
        }
        if (status.has("problem")) {
            System.out.println(status.path("problem").asText());
            return;
        }
        System.out.println(new Table()
                .column("NODE", "name")
                .column("NETWORK", "network")
                .column("POOL", "pool")
                .column("STATE", "state")
                .column("HEAD", "head")
                .column("WHY", "reason")
                .render(status.path("nodes")));
        System.out.print(new Table()
                .column("ENDPOINT", "name")
                .column("NETWORK", "network")
                .column("TENANT", "tenant.name")
                .column("POOL", "pool")
                .column("NODE", "node")
                .render(status.path("endpoints")));
    }
}
