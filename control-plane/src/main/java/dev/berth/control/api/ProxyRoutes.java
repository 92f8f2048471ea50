package dev.berth.control.api;

import static dev.berth.migrations.schema.Tables.FEED_VERSION;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.feed.Proxies;
import java.util.List;
import java.util.Map;

/** Proxies and how far each follows, for operators. */
final class ProxyRoutes {
    private final Database database;

    ProxyRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listProxies", this::list);
    }

    private Reply list(ApiCall call) {
        long from = call.cursorNumber(0);
        return Reply.ok(database.asPlatform(tx -> {
            Map<String, Long> newest =
                    tx.selectFrom(FEED_VERSION).fetchMap(FEED_VERSION.FEED_TABLE, FEED_VERSION.VERSION);
            List<Proxies.Proxy> found =
                    Proxies.all(tx).stream().skip(from).limit(call.limit() + 1L).toList();
            return Page.numbered(found, from, call.limit(), proxy -> view(proxy, newest));
        }));
    }

    private static ObjectNode view(Proxies.Proxy proxy, Map<String, Long> newest) {
        ObjectNode view = View.object()
                .put("id", proxy.id().toString())
                .put("connected", proxy.connected())
                .put("firstSeen", proxy.firstSeen().toString())
                .put("lastSeen", proxy.lastSeen().toString());
        view.putObject("applied")
                .put("routing", proxy.routing())
                .put("access", proxy.access())
                .put("denied", proxy.denied());
        view.putObject("behind")
                .put("routing", behind(newest, "routing", proxy.routing()))
                .put("access", behind(newest, "access", proxy.access()))
                .put("denied", behind(newest, "denied", proxy.denied()));
        return view;
    }

    private static long behind(Map<String, Long> newest, String table, long applied) {
        return Math.max(0, newest.getOrDefault(table, 0L) - applied);
    }
}
