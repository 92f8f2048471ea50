package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseHealth;
import dev.berth.control.feed.Proxies;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.Nodes;
import dev.berth.control.reconcile.AtWork;
import dev.berth.control.reconcile.LaneWork;
import dev.berth.control.reconcile.Leader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.DSLContext;

/** How Berth itself is: its database, its reconciler and its proxies. */
final class PlatformRoutes {
    private final Database database;
    private final Supplier<Optional<AtWork>> atWork;

    /** @param atWork what is reconciled in this process; empty while another one acts */
    PlatformRoutes(Database database, Supplier<Optional<AtWork>> atWork) {
        this.database = database;
        this.atWork = atWork;
    }

    void register(Routes routes) {
        routes.on("showPlatform", this::show);
    }

    private Reply show(ApiCall call) {
        Optional<AtWork> here = atWork.get();
        return Reply.ok(database.asPlatform(tx -> {
            ObjectNode view = View.object().put("at", Database.now(tx).toString());
            view.set("database", view(DatabaseHealth.of(tx)));
            view.set("reconciler", reconciler(tx, here));
            ProxyRoutes.Progress progress = ProxyRoutes.Progress.of(tx);
            var proxies = view.putArray("proxies");
            Proxies.all(tx).forEach(proxy -> proxies.add(ProxyRoutes.view(proxy, progress)));
            return view;
        }));
    }

    private static ObjectNode view(DatabaseHealth health) {
        return View.object()
                .put("server", health.server())
                .put("migration", health.migration())
                .put("bytes", health.bytes())
                .put("connections", health.connections())
                .put("mostConnections", health.mostConnections())
                .put("answersMillis", millis(health.answers()));
    }

    private static ObjectNode reconciler(DSLContext tx, Optional<AtWork> here) {
        ObjectNode view = View.object().put("here", here.isPresent());
        view.set("leader", Leader.newest(tx).map(PlatformRoutes::view).orElseGet(NullNode::getInstance));
        view.set(
                "lastPass",
                here.flatMap(AtWork::lastPass)
                        .<JsonNode>map(pass -> View.object()
                                .put("tookMillis", millis(pass.took()))
                                .put("agoMillis", millis(pass.ago())))
                        .orElseGet(NullNode::getInstance));
        lanes(tx, view, here.map(AtWork::lanes).orElse(List.of()));
        return view;
    }

    private static JsonNode view(Leader leader) {
        return View.object()
                .put("epoch", leader.epoch())
                .put("since", leader.since().toString())
                .put("lastSeen", leader.lastSeen().toString());
    }

    private static void lanes(DSLContext tx, ObjectNode view, List<LaneWork> lanes) {
        List<NodeId> nodes = lanes.stream().map(LaneWork::node).toList();
        Map<UUID, String> names = Nodes.names(tx, nodes);
        Map<NodeId, Lease> leases = Leases.latest(tx, nodes);
        var items = view.putArray("lanes");
        for (LaneWork lane : lanes) {
            ObjectNode item = items.addObject();
            item.set("node", View.named(lane.node(), names.get(lane.node().value())));
            item.put(
                            "host",
                            Optional.ofNullable(leases.get(lane.node()))
                                    .map(Lease::hostName)
                                    .orElse(null))
                    .put("what", lane.what())
                    .put("seconds", lane.lasts().toSeconds())
                    .put("waits", lane.waits());
        }
    }

    private static BigDecimal millis(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos() / 1_000, 3);
    }
}
