package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.usage.Traffic;
import dev.berth.control.usage.TrafficQuery;
import dev.berth.control.usage.TrafficSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How much was called, over time. */
final class TrafficRoutes {
    private static final Duration A_DAY = Duration.ofDays(1);

    private final Database database;

    TrafficRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("showTraffic", this::show);
    }

    private Reply show(ApiCall call) {
        TrafficQuery query = query(call);
        List<TrafficSeries> found = call.scope().in(database, tx -> Traffic.series(tx, call.scope(), query));
        ObjectNode view = View.object()
                .put("from", query.from().toString())
                .put("to", query.to().toString())
                .put("step", query.step().text());
        ArrayNode series = view.putArray("series");
        found.forEach(one -> series.add(view(one)));
        return Reply.ok(view);
    }

    private static ObjectNode view(TrafficSeries series) {
        ObjectNode view = View.object().put("id", series.id()).put("name", series.name());
        ArrayNode points = view.putArray("points");
        for (TrafficSeries.Point point : series.points())
            points.addArray().add(point.at()).add(point.items()).add(point.bytes());
        return view;
    }

    private static TrafficQuery query(ApiCall call) {
        Instant now = Instant.now();
        Instant to = call.timeOrNull("to");
        Instant until = to == null ? now : to;
        Instant from = call.timeOrNull("from");
        try {
            return new TrafficQuery(
                    from == null ? until.minus(A_DAY) : from,
                    until,
                    TrafficQuery.Step.parse(call.text("step")),
                    TrafficQuery.By.parse(call.text("by")),
                    call.textOrNull("endpoint"));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(List.of(FieldError.of("query:to", String.valueOf(e.getMessage()))))
                    .exception();
        }
    }
}
