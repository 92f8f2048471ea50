package dev.berth.control.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.node.Node;
import dev.berth.control.template.Catalogue;
import dev.berth.control.template.Network;
import dev.berth.control.template.NodeIdentity;
import dev.berth.control.template.NodePlan;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.Rendering;
import dev.berth.control.template.TemplateVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A template of the catalogue, on a network and in a size, for the nodes of a simulation. */
public record Chain(TemplateVersion recipe, Network network, String size, Parameters parameters) {
    private static final Catalogue CATALOGUE = Catalogue.load();

    /** One unit each. */
    static final Chain DEVELOPMENT = of("anvil", "anvil");

    /** Two units each. */
    static final Chain ETHEREUM = of("ethereum-geth-lighthouse", "ethereum-hoodi");

    private static Chain of(String template, String network) {
        TemplateVersion recipe = CATALOGUE.templates().stream()
                .filter(one -> one.template().name().equals(template))
                .findFirst()
                .orElseThrow();
        Map<String, JsonNode> values = new HashMap<>();
        recipe.template()
                .parameters()
                .forEach((name, rule) -> values.put(name, Objects.requireNonNull(rule.defaultValue())));
        return new Chain(
                recipe,
                Objects.requireNonNull(CATALOGUE.networks().get(network)),
                recipe.template().size(null, network).orElseThrow().getKey(),
                new Parameters(values));
    }

    /** What a generation of a node is; every port is leased under a number that nobody looks at. */
    NodePlan plan(Node node) {
        List<NodeIdentity.HostPort> ports = recipe.template().units().entrySet().stream()
                .flatMap(unit -> unit.getValue().ports().keySet().stream()
                        .map(port -> new NodeIdentity.HostPort(unit.getKey(), port, "127.0.0.1", 20_000)))
                .toList();
        return Rendering.plan(
                recipe,
                new NodeIdentity(
                        node.id(),
                        node.name(),
                        node.membership().map(Node.Membership::pool),
                        node.generation(),
                        node.network(),
                        node.size(),
                        node.parameters(),
                        ports,
                        List.of()));
    }
}
