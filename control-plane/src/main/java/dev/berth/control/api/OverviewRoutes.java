package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.endpoint.Endpoints;
import dev.berth.control.fleet.FleetTotals;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.NodeStates;
import dev.berth.control.tenant.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeMap;

/** What there is, counted: nodes by state and network, endpoints, and what hosts have. */
final class OverviewRoutes {
    private final Database database;

    OverviewRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("showOverview", this::show);
    }

    private Reply show(ApiCall call) {
        ObjectNode view = call.scope()
                .in(
                        database,
                        tx -> nodes(NodeStates.counts(tx, call.scope()))
                                .put("endpoints", Endpoints.count(tx, call.scope())));
        boolean operator = call.caller().role() == Role.OPERATOR;
        view.set("hosts", operator ? hosts(database.asPlatform(FleetTotals::of)) : NullNode.getInstance());
        return Reply.ok(view);
    }

    private static ObjectNode nodes(List<NodeStates.Count> counts) {
        var states = new EnumMap<NodeState.Name, Integer>(NodeState.Name.class);
        var networks = new TreeMap<String, Integer>();
        for (NodeStates.Count count : counts) {
            states.merge(count.state(), count.nodes(), Integer::sum);
            networks.merge(count.network(), count.nodes(), Integer::sum);
        }
        ObjectNode view = View.object()
                .put("nodes", counts.stream().mapToInt(NodeStates.Count::nodes).sum());
        var byState = view.putArray("states");
        states.forEach(
                (state, nodes) -> byState.addObject().put("state", state.name()).put("nodes", nodes));
        var byNetwork = view.putArray("networks");
        networks.forEach((network, nodes) ->
                byNetwork.addObject().put("network", network).put("nodes", nodes));
        return view;
    }

    private static JsonNode hosts(FleetTotals totals) {
        ObjectNode view = View.object().put("hosts", totals.hosts());
        view.set("allocatable", HostViews.view(totals.allocatable()));
        return view.set("reserved", HostViews.view(totals.reserved()));
    }
}
