package dev.berth.control.billing;

import dev.berth.control.billing.Tariff.NodeModel;
import dev.berth.control.usage.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A price table's version as somebody asks for it, with whatever is wrong in it. */
public record PriceWish(
        String network,
        Instant validFrom,
        String currency,
        BigDecimal perMillionUnits,
        Map<Integer, List<String>> units,
        List<Outcome> charged,
        List<NodePrice> nodes) {
    /** What an hour of a template's size costs. */
    public record NodePrice(String template, String size, BigDecimal perHour) {
        NodeModel model() {
            return new NodeModel(template, size);
        }
    }

    public PriceWish {
        units = Map.copyOf(units);
        charged = List.copyOf(charged);
        nodes = List.copyOf(nodes);
    }

    Tariff tariff() {
        var weights = new HashMap<String, Integer>();
        units.forEach((weight, skus) -> skus.forEach(sku -> weights.put(sku, weight)));
        var perHour = new LinkedHashMap<NodeModel, BigDecimal>();
        nodes.forEach(node -> perHour.put(node.model(), node.perHour()));
        return new Tariff(perMillionUnits, weights, Set.copyOf(charged), perHour);
    }
}
