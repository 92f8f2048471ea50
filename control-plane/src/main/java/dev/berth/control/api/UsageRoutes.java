package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.usage.Outcome;
import dev.berth.control.usage.UsageCells;
import dev.berth.control.usage.UsageQuery;
import dev.berth.control.usage.UsageSum;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How much was called. */
final class UsageRoutes {
    private final Database database;

    UsageRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("showUsage", this::show);
    }

    private Reply show(ApiCall call) {
        UsageQuery query = query(call);
        String cursor = call.cursor();
        UsageSum.Place after = cursor == null ? null : UsageSum.Place.parse(cursor);
        ObjectNode page = Page.of(sums(call, query, after), call.limit(), sum -> view(query, sum), UsageSum::place);
        return Reply.ok(
                page.put("from", query.from().toString()).put("to", query.to().toString()));
    }

    private List<UsageSum> sums(ApiCall call, UsageQuery query, UsageSum.@Nullable Place after) {
        try {
            return call.scope().in(database, tx -> UsageCells.sums(tx, call.scope(), query, after, call.limit() + 1));
        } catch (IllegalArgumentException e) {
            throw wrong("query:cursor", String.valueOf(e.getMessage()));
        }
    }

    private static UsageQuery query(ApiCall call) {
        Instant now = Instant.now();
        Instant month = now.atZone(ZoneOffset.UTC)
                .withDayOfMonth(1)
                .truncatedTo(ChronoUnit.DAYS)
                .toInstant();
        Instant from = call.timeOrNull("from");
        Instant to = call.timeOrNull("to");
        Set<UsageQuery.By> by =
                call.texts("by").stream().map(UsageQuery.By::parse).collect(Collectors.toSet());
        String outcome = call.textOrNull("outcome");
        try {
            return new UsageQuery(
                    from == null ? month : from,
                    to == null ? now : to,
                    by,
                    call.textOrNull("endpoint"),
                    call.textOrNull("network"),
                    call.textOrNull("sku"),
                    outcome == null ? null : Outcome.parse(outcome));
        } catch (IllegalArgumentException e) {
            throw wrong("query:to", String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException wrong(String pointer, String detail) {
        return Problem.invalid(List.of(FieldError.of(pointer, detail))).exception();
    }

    private static ObjectNode view(UsageQuery query, UsageSum sum) {
        ObjectNode view = View.object();
        for (UsageQuery.By by : UsageQuery.By.values()) {
            if (!query.by().contains(by)) continue;
            switch (by) {
                case TENANT ->
                    view.set(
                            "tenant",
                            View.named(
                                    sum.tenant().orElse(null), sum.tenantName().orElse(null)));
                case ENDPOINT ->
                    view.set(
                            "endpoint",
                            View.named(
                                    sum.endpoint().orElse(null),
                                    sum.endpointName().orElse(null)));
                case NETWORK -> view.put("network", sum.network().orElse(null));
                case SKU -> view.put("sku", sum.sku().orElse(null));
                case OUTCOME ->
                    view.put("outcome", sum.outcome().map(Outcome::text).orElse(null));
                case HOUR -> view.put("hour", View.time(sum.hour().orElse(null)));
            }
        }
        return view.put("calls", sum.calls())
                .put("bytesIn", sum.bytesIn())
                .put("bytesOut", sum.bytesOut())
                .put("broken", sum.broken());
    }
}
