package dev.berth.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.ApiProblem;
import dev.berth.cli.client.ApiUnreachable;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.output.Steps;
import dev.berth.cli.supervisor.Supervisor;
import dev.berth.cli.supervisor.SupervisorStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Stops the nodes' units with their signals and budgets, then Berth's own processes. Data is kept. Units are stopped by
 * the control plane alone: when it does not run but units may, it is started for that.
 */
public final class StopBerth {
    private static final int LOOK_EVERY_MILLIS = 200;

    private final LocalBerth berth;
    private final Steps steps;

    public StopBerth(LocalBerth berth, Steps steps) {
        this.berth = berth;
        this.steps = steps;
    }

    /** Whether there is anything to stop. */
    public boolean isNeeded() {
        return berth.installation().exists()
                && (berth.running().isPresent()
                        || Files.exists(berth.installation().unitsMayRunFile())
                        || somethingIsLeft());
    }

    public void run() throws InterruptedException {
        if (berth.running().isEmpty()) {
            steps.note("Berth's supervisor does not run. Starting Berth, to stop what was left running.");
            StartBerth.launch(berth, steps, WantedSettings.AS_BEFORE).awaitControlPlane();
        }
        stopUnits();
        stopServices();
    }

    private void stopUnits() throws InterruptedException {
        steps.begin("nodes");
        var api = new BerthApi(OperatorAccess.to(berth.installation()));
        try {
            for (JsonNode host : api.list("/hosts", Map.of(), 500)) {
                if (isHeard(host)) stopUnits(api, "/hosts/" + host.path("id").asText());
            }
            Files.deleteIfExists(berth.installation().unitsMayRunFile());
        } catch (ApiUnreachable | ApiProblem e) {
            steps.failed("the control plane could not be asked to stop them (" + e.getMessage()
                    + "): those that run go on, and the next `berth up` or `berth down` finds them");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stopUnits(BerthApi api, String host) throws InterruptedException {
        JsonNode first = api.perform(host + "/stop-units", Map.of(), null);
        JsonNode seen = first;
        while (isHeard(seen)
                && (seen.path("unitsRunning").asInt() > 0
                        || seen.path("observedAt").equals(first.path("observedAt")))) {
            steps.progress(seen.path("unitsRunning").asInt() + " units are running or stopping");
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
            seen = api.get(host);
        }
        steps.done(
                isHeard(seen)
                        ? first.path("unitsRunning").asInt() + " units stopped, their data is kept"
                        : "host " + seen.path("name").asText() + " is silent: it is not waited for");
    }

    /** Nobody can tell what a silent host does, nor stop it. */
    private static boolean isHeard(JsonNode host) {
        return host.path("reach").asText().equals("heard");
    }

    private void stopServices() throws InterruptedException {
        steps.begin("services");
        var supervisor = berth.running().map(SupervisorStatus::supervisor);
        supervisor.ifPresent(process -> process.signal("TERM"));
        while (supervisor.isPresent() && supervisor.get().isAlive()) {
            berth.running()
                    .ifPresent(status -> steps.progress(status.services().stream()
                            .filter(service -> service.pid() > 0)
                            .map(service -> service.name())
                            .toList()
                            .toString()));
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        steps.done("stopped");
    }

    private boolean somethingIsLeft() {
        return List.of(Services.DATABASE, Services.CONTROL_PLANE, Services.PROXY).stream()
                .anyMatch(service -> Supervisor.isRunning(berth.installation(), service));
    }
}
