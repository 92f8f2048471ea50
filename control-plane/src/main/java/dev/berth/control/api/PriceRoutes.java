package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.billing.AddPrices;
import dev.berth.control.billing.PriceTable;
import dev.berth.control.billing.PriceTableId;
import dev.berth.control.billing.PriceTables;
import dev.berth.control.billing.PriceWish;
import dev.berth.control.database.Database;
import dev.berth.control.usage.Outcome;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;

/** The price list: everybody reads it, operators add to it. */
final class PriceRoutes {
    private final Database database;

    PriceRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listPrices", this::list).creates("addPrices", this::add);
    }

    private Reply list(ApiCall call) {
        UUID last = call.cursorId();
        PriceTableId after = last == null ? null : new PriceTableId(last);
        var found = call.scope()
                .in(
                        database,
                        tx -> PriceTables.list(
                                tx, call.textOrNull("network"), call.timeOrNull("at"), after, call.limit() + 1));
        return Reply.ok(Page.of(
                found, call.limit(), PriceRoutes::view, table -> table.id().value()));
    }

    private Reply.Json add(DSLContext tx, ApiCall call) {
        return switch (AddPrices.add(tx, wish(call), call.caller().actor())) {
            case AddPrices.Outcome.Added(var table) -> Reply.created(view(table));
            case AddPrices.Outcome.Wrong(var fields) ->
                throw Problem.unprocessable(fields.stream()
                                .map(field -> FieldError.of(field.pointer(), field.reason()))
                                .toList())
                        .exception();
        };
    }

    private static PriceWish wish(ApiCall call) {
        JsonNode body = call.body();
        Map<Integer, List<String>> units = new LinkedHashMap<>();
        body.get("units")
                .properties()
                .forEach(weight -> units.put(
                        Integer.parseInt(weight.getKey()),
                        weight.getValue().valueStream().map(JsonNode::asText).toList()));
        return new PriceWish(
                body.get("network").asText(),
                call.bodyTime("validFrom"),
                body.get("currency").asText(),
                new BigDecimal(body.get("perMillionUnits").asText()),
                units,
                body.get("charged")
                        .valueStream()
                        .map(outcome -> Outcome.parse(outcome.asText()))
                        .toList(),
                body.path("nodes")
                        .valueStream()
                        .map(node -> new PriceWish.NodePrice(
                                node.get("template").asText(),
                                node.get("size").asText(),
                                new BigDecimal(node.get("perHour").asText())))
                        .toList());
    }

    static ObjectNode view(PriceTable table) {
        ObjectNode view = View.object()
                .put("network", table.network())
                .put("version", table.version())
                .put("validFrom", table.validFrom().toString())
                .put("currency", table.currency());
        view.setAll(table.tariff().json());
        return view.put("createdAt", table.createdAt().toString()).put("createdBy", table.createdBy());
    }
}
