package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.billing.Spend;
import dev.berth.control.database.Database;
import java.time.YearMonth;
import java.time.ZoneOffset;

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
        Spend.Month found = spend.of(call.scope(), month, Spend.By.parse(by));
        ObjectNode view = View.object().put("month", month.toString()).put("by", by);
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
        ArrayNode parts = view.putArray("items");
        for (Spend.Part part : found.parts())
            parts.addObject()
                    .put("kind", part.kind())
                    .put("id", part.id())
                    .put("name", part.name())
                    .put("currency", part.currency())
                    .put("quantity", part.quantity())
                    .put("unit", part.kind().equals("calls") ? "CU" : "second")
                    .put("amount", part.amount().toPlainString());
        return Reply.ok(view);
    }
}
