package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.billing.PartOrder;
import dev.berth.control.billing.Spend;
import dev.berth.control.billing.Spend.Part;
import dev.berth.control.database.Database;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a month costs so far, and what it comes to. */
final class SpendRoutes {
    private final Spend spend;

    SpendRoutes(Database database) {
        this.spend = new Spend(database);
    }

    void register(Routes routes) {
        routes.on("showSpend", this::show);
    }

    private Reply show(ApiCall call) {
        String named = call.textOrNull("month");
        YearMonth month = named == null ? YearMonth.now(ZoneOffset.UTC) : YearMonth.parse(named);
        String by = call.text("by");
        Spend.By split = Spend.By.parse(by);
        String sort = call.textOrNull("sort");
        PartOrder order = sort == null ? PartOrder.usual(split) : PartOrder.parse(sort);
        Part last = last(call, order);
        Spend.Month found = spend.of(call.scope(), month, split);
        List<Part> parts = order.page(found.parts(), call.textOrNull("named"), last, call.limit() + 1);
        ObjectNode view = Page.of(parts, call.limit(), SpendRoutes::view, order::place)
                .put("month", month.toString())
                .put("by", by);
        ArrayNode totals = view.putArray("totals");
        found.totals().forEach((currency, total) -> {
            Spend.Total forecast = found.forecasts().get(currency);
            totals.addObject()
                    .put("currency", currency)
                    .put("amount", total.amount().toPlainString())
                    .put("forecast", forecast == null ? null : forecast.amount().toPlainString())
                    .put("units", total.units())
                    .put("unitsForecast", forecast == null ? null : forecast.units());
        });
        return Reply.ok(view);
    }

    private static @Nullable Part last(ApiCall call, PartOrder order) {
        String cursor = call.cursor();
        try {
            return cursor == null ? null : order.at(cursor);
        } catch (IllegalArgumentException e) {
            throw call.badCursor();
        }
    }

    private static ObjectNode view(Part part) {
        return View.object()
                .put("kind", part.kind())
                .put("id", part.id())
                .put("name", part.name())
                .put("currency", part.currency())
                .put("calls", part.calls())
                .put("quantity", part.quantity())
                .put("unit", part.kind().equals("calls") ? "CU" : "second")
                .put("amount", part.amount().toPlainString());
    }
}
