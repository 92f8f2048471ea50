package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.operation.Operation;
import dev.berth.control.operation.OperationHistory;
import dev.berth.control.operation.OperationId;
import dev.berth.control.tenant.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jooq.DSLContext;

/** What was asked for and takes time: polled, or followed step by step. */
final class OperationRoutes {
    private static final Duration AT_FIRST = Duration.ofMillis(40);
    private static final Duration LATER = Duration.ofMillis(200);
    private static final int FIRST_LOOKS = 250;

    private final Database database;

    OperationRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listOperations", this::list)
                .on("showOperation", call -> Reply.ok(view(find(call))))
                .on("followOperation", this::follow);
    }

    private Reply list(ApiCall call) {
        String state = call.textOrNull("state");
        var filter = new OperationHistory.Filter(
                call.textOrNull("node"),
                state == null ? null : Operation.State.valueOf(state.toUpperCase(Locale.ROOT)));
        var found = call.scope()
                .in(
                        database,
                        tx -> OperationHistory.before(tx, call.scope(), filter, call.cursorId(), call.limit() + 1));
        return Reply.ok(Page.of(found, call.limit(), OperationRoutes::view, Operation::id));
    }

    private Reply follow(ApiCall call) {
        Operation first = find(call);
        return new Reply.Stream("text/event-stream", sink -> follow(call, first, new ServerSentEvents(sink)));
    }

    private void follow(ApiCall call, Operation first, ServerSentEvents stream)
            throws IOException, InterruptedException {
        Map<Integer, Operation.Step> sent = new HashMap<>();
        int looks = 0;
        for (Operation operation = first; ; operation = find(call)) {
            for (Operation.Step step : operation.steps())
                if (!step.equals(sent.put(step.number(), step))) stream.event(null, "step", view(step));
            if (operation.state() != Operation.State.RUNNING) {
                stream.event(null, "operation", view(operation));
                return;
            }
            stream.rest(looks++ < FIRST_LOOKS ? AT_FIRST : LATER);
        }
    }

    private Operation find(ApiCall call) {
        return call.scope().in(database, tx -> find(tx, call.scope(), new OperationId(call.id("operation"))));
    }

    static Operation find(DSLContext tx, Scope scope, OperationId id) {
        return OperationHistory.find(tx, scope, id)
                .orElseThrow(() -> Problem.notFound("operation", id.toString()).exception());
    }

    /** The answer to what takes time. */
    static Reply.Json accepted(Operation operation) {
        return Reply.accepted(view(operation), "/api/v1/operations/" + operation.id());
    }

    static ObjectNode view(Operation operation) {
        ObjectNode view = View.object().put("id", operation.id().toString());
        view.set("tenant", View.named(operation.tenant(), operation.tenantName()));
        view.put("kind", operation.kind().text());
        view.set(
                "node",
                operation
                        .node()
                        .<JsonNode>map(node -> View.named(node.id(), node.name()))
                        .orElse(NullNode.getInstance()));
        view.put("state", operation.state().name().toLowerCase(Locale.ROOT))
                .put("errorCode", operation.errorCode().orElse(null))
                .put("errorReason", operation.errorReason().orElse(null));
        var steps = view.putArray("steps");
        operation.steps().forEach(step -> steps.add(view(step)));
        return view.put("requestedBy", operation.requestedBy())
                .put("createdAt", operation.createdAt().toString())
                .put("finishedAt", View.time(operation.finishedAt().orElse(null)));
    }

    private static ObjectNode view(Operation.Step step) {
        ObjectNode view = View.object()
                .put("step", step.number())
                .put("name", step.name())
                .put("state", step.state().name().toLowerCase(Locale.ROOT))
                .put("detail", step.detail());
        view.set("progress", step.progress().orElse(NullNode.getInstance()));
        return view.put("startedAt", View.time(step.startedAt().orElse(null)))
                .put("finishedAt", View.time(step.finishedAt().orElse(null)));
    }
}
