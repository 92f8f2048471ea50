package dev.berth.control.template;

import dev.berth.host.engine.NetworkName;
import java.util.List;
import java.util.Map;

/**
 * What a generation of a node is on its host: the units in the order they start, and what readiness means.
 *
 * @param network the network that the units share; with the pool's other members where their template wants that
 * @param secrets the rules of the secrets that the units need, by name
 */
public record NodePlan(
        NetworkName network,
        List<UnitPlan> units,
        Map<String, SecretRule> secrets,
        Readiness readiness,
        List<Template.Served> serves) {
    public NodePlan {
        units = List.copyOf(units);
        secrets = Ordered.copyOf(secrets);
        serves = List.copyOf(serves);
    }
}
