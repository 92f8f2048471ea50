package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.ApiUnreachable;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.client.ServerSentEvents;
import dev.berth.cli.installation.Json;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Steps;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows an operation to its end and shows its steps as they happen; a control plane may restart meanwhile. */
final class OperationWatch {
    private static final int RETRY_AFTER_MILLIS = 500;

    private final BerthApi api;
    private final Console console;
    private final Map<String, String> query;
    private final Set<Integer> shown = new HashSet<>();
    private int current = -1;

    OperationWatch(BerthApi api, Console console, Map<String, String> query) {
        this.api = api;
        this.console = console;
        this.query = query;
    }

    /** Shows the operation, or follows it first when that is wanted. */
    int finish(JsonNode operation, boolean wait) throws InterruptedException {
        if (!wait) {
            console.show(operation);
            return ExitCode.DONE;
        }
        return follow(operation.path("id").asText());
    }

    int follow(String id) throws InterruptedException {
        var steps = Steps.on(System.err);
        while (true) {
            try {
                JsonNode operation = readStream(id, steps);
                if (operation != null) {
                    return ended(operation, steps);
                }
            } catch (ApiUnreachable | IOException e) {
                steps.progress("no answer from the control plane, trying again");
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_AFTER_MILLIS);
        }
    }

    /** The operation as it has ended; null: the stream ended before. */
    private @Nullable JsonNode readStream(String id, Steps steps) throws IOException {
        try (var events = new ServerSentEvents(api.follow("/operations/" + id + "/events", query))) {
            for (var event = events.next(); event != null; event = events.next()) {
                if (event.name().equals("operation")) {
                    return Json.read(event.data(), JsonNode.class);
                }
                if (event.name().equals("step")) {
                    step(Json.read(event.data(), JsonNode.class), steps);
                }
            }
        }
        return null;
    }

    private void step(JsonNode step, Steps steps) {
        int number = step.path("step").asInt();
        String state = step.path("state").asText();
        if (state.equals("running")) {
            shown.remove(number); // it may have been done before, on a host that was lost since
        }
        if (state.equals("waiting") || shown.contains(number)) {
            return;
        }
        if (current != number) {
            current = number;
            steps.begin(step.path("name").asText());
        }
        String detail = step.path("detail").asText();
        switch (state) {
            case "running" -> steps.progress(detail);
            case "failed" -> {
                steps.failed(detail);
                shown.add(number);
            }
            default -> {
                steps.done(detail);
                shown.add(number);
            }
        }
    }

    private int ended(JsonNode operation, Steps steps) {
        operation.path("steps").forEach(step -> step(step, steps));
        if (console.isJson()) {
            console.show(operation);
        }
        if (operation.path("state").asText().equals("succeeded")) {
            return ExitCode.DONE;
        }
        console.note(
                operation.path("kind").asText() + " " + operation.path("state").asText() + ": "
                        + operation.path("errorCode").asText("") + " "
                        + operation.path("errorReason").asText(""));
        return ExitCode.FAILED;
    }
}
