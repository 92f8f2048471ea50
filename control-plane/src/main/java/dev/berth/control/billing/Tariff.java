package dev.berth.control.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.usage.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The prices of a table: a call of a SKU weighs some compute units (CU), a million CU cost {@code perMillionUnits}, and a
 * ready node costs so much an hour. The weight of the SKU {@value #DEFAULT_SKU} is that of every SKU not named.
 *
 * @param weights compute units of a call, by SKU
 * @param charged the outcomes that cost; the others are free
 */
public record Tariff(
        BigDecimal perMillionUnits,
        Map<String, Integer> weights,
        Set<Outcome> charged,
        Map<NodeModel, BigDecimal> nodesPerHour) {
    public static final String DEFAULT_SKU = "default";

    /** What a node is priced by: its template and a size of it. */
    public record NodeModel(String template, String size) {}

    public Tariff {
        if (perMillionUnits.signum() < 0)
            throw new IllegalArgumentException("perMillionUnits: " + perMillionUnits + " (expected: 0 or more)");
        weights = Map.copyOf(weights);
        charged = Set.copyOf(charged);
        nodesPerHour = Collections.unmodifiableMap(new LinkedHashMap<>(nodesPerHour));
    }

    /** The weight of a call of {@code sku}; empty when the table neither names it nor has a default. */
    public Optional<Integer> weight(String sku) {
        Integer named = weights.get(sku);
        return Optional.ofNullable(named != null ? named : weights.get(DEFAULT_SKU));
    }

    /** Whether a call that ended so costs. Only an answer ever does, whatever the table says. */
    public boolean charges(Outcome outcome) {
        return outcome == Outcome.ANSWERED && charged.contains(outcome);
    }

    public Optional<BigDecimal> perHour(NodeModel model) {
        return Optional.ofNullable(nodesPerHour.get(model));
    }

    /** The SKUs of each weight, both in order. */
    public SortedMap<Integer, List<String>> skusByWeight() {
        var skus = new TreeMap<Integer, List<String>>();
        weights.keySet().stream()
                .sorted()
                .forEach(sku -> skus.computeIfAbsent(weight(sku).orElseThrow(), _ -> new ArrayList<>())
                        .add(sku));
        return skus;
    }

    /** Reads what stands in the database, in the node templates' form of a price table's version. */
    static Tariff of(JsonNode definition) {
        var weights = new HashMap<String, Integer>();
        definition
                .path("units")
                .forEachEntry(
                        (weight, skus) -> skus.forEach(sku -> weights.put(sku.asText(), Integer.valueOf(weight))));
        var charged = EnumSet.noneOf(Outcome.class);
        definition.path("charged").forEach(outcome -> charged.add(Outcome.parse(outcome.asText())));
        var nodes = new LinkedHashMap<NodeModel, BigDecimal>();
        for (JsonNode node : definition.path("nodes"))
            nodes.put(
                    new NodeModel(
                            node.path("template").asText(), node.path("size").asText()),
                    new BigDecimal(node.path("perHour").asText()));
        return new Tariff(new BigDecimal(definition.path("perMillionUnits").asText()), weights, charged, nodes);
    }

    /** What {@link #of} reads. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("perMillionUnits", perMillionUnits.toPlainString());
        var units = json.putObject("units");
        skusByWeight().forEach((weight, skus) -> skus.forEach(units.putArray(weight.toString())::add));
        var outcomes = json.putArray("charged");
        charged.stream().sorted().map(Outcome::text).forEach(outcomes::add);
        var nodes = json.putArray("nodes");
        nodesPerHour.forEach((model, perHour) -> nodes.addObject()
                .put("template", model.template())
                .put("size", model.size())
                .put("perHour", perHour.toPlainString()));
        return json;
    }
}
