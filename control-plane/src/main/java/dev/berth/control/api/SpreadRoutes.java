package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.spread.NetworkSpread;
import dev.berth.control.template.Networks;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;

/** How networks' nodes are spread over providers and zones, for operators. */
final class SpreadRoutes {
    private final Database database;

    SpreadRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("showSpread", call -> Reply.ok(database.asPlatform(tx -> view(find(tx, call)))))
                .on("limitSpread", this::limit);
    }

    private Reply limit(ApiCall call) {
        JsonNode body = call.body();
        return Reply.ok(database.asPlatform(tx -> {
            NetworkSpread before = find(tx, call);
            int provider = body.path("maxProviderPercent").asInt(before.maxProviderPercent());
            int zone = body.path("maxZonePercent").asInt(before.maxZonePercent());
            NetworkSpread.limit(tx, before.network(), provider, zone);
            Events.record(
                    tx,
                    new NewEvent(
                            null,
                            call.caller().actor(),
                            "network.spread-limited",
                            new Subject("network", before.network()),
                            "a provider may have " + provider + "% of its nodes, a zone " + zone + "%"));
            return view(find(tx, call));
        }));
    }

    private static NetworkSpread find(DSLContext tx, ApiCall call) {
        String name = call.text("network");
        if (Networks.find(tx, name).isEmpty())
            throw Problem.notFound("network", name).exception();
        return NetworkSpread.of(tx, name);
    }

    private static ObjectNode view(NetworkSpread spread) {
        int all = spread.nodes();
        var providers = new TreeMap<String, Integer>();
        spread.shares().forEach(share -> providers.merge(share.zone().provider(), share.nodes(), Integer::sum));
        ObjectNode view = View.object()
                .put("network", spread.network())
                .put("nodes", all)
                .put("maxProviderPercent", spread.maxProviderPercent())
                .put("maxZonePercent", spread.maxZonePercent());
        ArrayNode byProvider = view.putArray("providers");
        for (Map.Entry<String, Integer> provider : providers.entrySet())
            share(byProvider.addObject().put("provider", provider.getKey()), provider.getValue(), all);
        ArrayNode byZone = view.putArray("zones");
        for (NetworkSpread.Share share : spread.shares())
            share(
                    byZone.addObject()
                            .put("provider", share.zone().provider())
                            .put("region", share.zone().region())
                            .put("zone", share.zone().name()),
                    share.nodes(),
                    all);
        ArrayNode byHost = view.putArray("hosts");
        for (NetworkSpread.Part host : spread.hosts())
            share(byHost.addObject().put("host", host.name()), host.nodes(), all);
        ArrayNode byTemplate = view.putArray("templates");
        for (NetworkSpread.Part template : spread.templates())
            share(byTemplate.addObject().put("template", template.name()), template.nodes(), all);
        return view;
    }

    private static void share(ObjectNode view, int nodes, int all) {
        view.put("nodes", nodes).put("percent", Math.round(1000.0 * nodes / all) / 10.0);
    }
}
