package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.insight.CallErrors;
import dev.berth.control.insight.ErrorGroup;
import dev.berth.control.insight.ExplainCall;
import dev.berth.control.insight.Latencies;
import dev.berth.control.insight.Latency;
import dev.berth.control.insight.LatencyQuery;
import dev.berth.control.insight.Times;
import dev.berth.control.tenant.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How long calls took, how they failed, and what became of one. */
final class InsightRoutes {
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration A_DAY = Duration.ofDays(1);

    private final Database database;
    private final ExplainCall explainCall;

    InsightRoutes(Database database, ExplainCall explainCall) {
        this.database = database;
        this.explainCall = explainCall;
    }

    void register(Routes routes) {
        routes.on("showLatency", this::latency)
                .on("showEndpointLatency", this::latencyOfEndpoint)
                .on("showEndpointErrors", this::errors)
                .on("explainCall", this::explain);
    }

    private Reply latency(ApiCall call) {
        LatencyQuery query = query(call, Optional.empty());
        return Reply.ok(view(query, call.scope().in(database, tx -> Latencies.of(tx, call.scope(), query))));
    }

    private Reply latencyOfEndpoint(ApiCall call) {
        return Reply.ok(call.scope().in(database, tx -> {
            EndpointId endpoint = EndpointRoutes.find(tx, call).id();
            LatencyQuery query = query(call, Optional.of(endpoint));
            return view(query, Latencies.of(tx, call.scope(), query));
        }));
    }

    private static LatencyQuery query(ApiCall call, Optional<EndpointId> endpoint) {
        Instant to = Optional.ofNullable(call.timeOrNull("to")).orElseGet(Instant::now);
        Instant from = Optional.ofNullable(call.timeOrNull("from")).orElse(to.minus(AN_HOUR));
        try {
            return new LatencyQuery(from, to, LatencyQuery.Step.parse(call.text("step")), endpoint);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(List.of(FieldError.of("query:to", String.valueOf(e.getMessage()))))
                    .exception();
        }
    }

    private static ObjectNode view(LatencyQuery query, Latency latency) {
        ObjectNode view = View.object()
                .put("from", query.from().toString())
                .put("to", query.to().toString())
                .put("step", query.step().text());
        view.set("whole", view(latency.whole()));
        ArrayNode points = view.putArray("points");
        latency.steps()
                .forEach((at, times) ->
                        points.add(View.object().put("at", at.toString()).setAll(view(times))));
        return view;
    }

    private static ObjectNode view(Times times) {
        boolean any = times.calls() > 0;
        return View.object()
                .put("calls", times.calls())
                .put("p50Millis", any ? times.percentile(50) : null)
                .put("p90Millis", any ? times.percentile(90) : null)
                .put("p99Millis", any ? times.percentile(99) : null);
    }

    private Reply errors(ApiCall call) {
        Instant since = Optional.ofNullable(call.timeOrNull("from"))
                .orElseGet(() -> Instant.now().minus(A_DAY));
        return Reply.ok(call.scope().in(database, tx -> {
            EndpointId endpoint = EndpointRoutes.find(tx, call).id();
            ObjectNode view = View.object().put("from", since.toString());
            ArrayNode groups = view.putArray("groups");
            CallErrors.of(tx, call.scope(), endpoint, since).forEach(group -> groups.add(view(group)));
            return view;
        }));
    }

    private static ObjectNode view(ErrorGroup group) {
        boolean isOurs = !group.refusal().isEmpty();
        ObjectNode view = View.object()
                .put("method", group.method())
                .put("by", isOurs ? "berth" : "node")
                .put("code", group.code() == 0 ? null : group.code())
                .put("refusal", isOurs ? group.refusal() : null)
                .put("message", isOurs ? RefusalWords.of(group.refusal()) : null)
                .put("httpStatus", group.httpStatus() == 0 ? null : group.httpStatus())
                .put("calls", group.items())
                .put("firstAt", group.firstAt().toString())
                .put("lastAt", group.lastAt().toString());
        view.set("requestIds", View.texts(group.requests()));
        return view;
    }

    private Reply explain(ApiCall call) {
        String id = call.text("call");
        return switch (explainCall.explain(call.scope(), id)) {
            case ExplainCall.Outcome.Known(var endpoint, var told) ->
                Reply.ok(CallView.of(endpoint, told, call.caller().role() == Role.OPERATOR));
            case ExplainCall.Outcome.NotRemembered(int asked, int elsewhere) ->
                throw Problem.forgotten(forgotten(id, asked, elsewhere)).exception();
            case ExplainCall.Outcome.NotHeard(int asked, int silent) ->
                throw Problem.unavailable(
                                silent + " of " + asked + " proxies did not answer within two seconds: try again")
                        .exception();
        };
    }

    private static String forgotten(String id, int asked, int elsewhere) {
        String known = "No call '" + id + "' is remembered: " + (asked == 1 ? "one proxy was" : asked + " proxies were")
                + " asked. Each remembers its newest calls only, some thousand, and longer those that failed or were"
                + " slow";
        return elsewhere == 0
                ? known
                : known + "; " + (elsewhere == 1 ? "one more is" : elsewhere + " more are")
                        + " connected to another control plane, which can be asked";
    }
}
