package dev.berth.control.api;

import static dev.berth.migrations.schema.Tables.FEED_VERSION;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.enrolment.ProxyCertificates;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.feed.Proxies;
import dev.berth.control.usage.Completeness;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;

/** Proxies and how far each follows, for operators. */
final class ProxyRoutes {
    private final Database database;

    ProxyRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listProxies", this::list);
        routes.on("forgetProxy", this::forget);
    }

    private Reply forget(ApiCall call) {
        String id = call.text("proxy");
        return Reply.ok(database.asPlatform(tx -> {
            Proxies.Proxy gone = Proxies.all(tx).stream()
                    .filter(proxy -> proxy.id().toString().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Problem.notFound("proxy", id).exception());
            if (gone.connected())
                throw Problem.conflict(
                                "proxy_connected",
                                "Not in this state",
                                "the proxy follows the control plane (expected: one that is gone; stop it first)")
                        .exception();
            Proxies.forget(tx, gone.id());
            ProxyCertificates.revoke(tx, gone.id());
            Events.record(
                    tx,
                    new NewEvent(
                            null,
                            call.caller().actor(),
                            "proxy.forgotten",
                            Subject.of("proxy", gone.id()),
                            "last seen " + gone.lastSeen()));
            return view(gone, Progress.of(tx));
        }));
    }

    private Reply list(ApiCall call) {
        long from = call.cursorNumber(0);
        return Reply.ok(database.asPlatform(tx -> {
            Progress progress = Progress.of(tx);
            List<Proxies.Proxy> found =
                    Proxies.all(tx).stream().skip(from).limit(call.limit() + 1L).toList();
            return Page.numbered(found, from, call.limit(), proxy -> view(proxy, progress));
        }));
    }

    /** What proxies are held against: the newest versions of the feed, and until when the usage of each is here. */
    record Progress(Map<String, Long> newest, Map<UUID, Instant> usageUntil) {
        static Progress of(DSLContext tx) {
            var until = new HashMap<UUID, Instant>();
            for (Completeness one : Completeness.all(tx)) one.until().ifPresent(time -> until.put(one.proxy(), time));
            return new Progress(
                    tx.selectFrom(FEED_VERSION).fetchMap(FEED_VERSION.FEED_TABLE, FEED_VERSION.VERSION), until);
        }
    }

    static ObjectNode view(Proxies.Proxy proxy, Progress progress) {
        Map<String, Long> newest = progress.newest();
        ObjectNode view = View.object()
                .put("id", proxy.id().toString())
                .put("connected", proxy.connected())
                .put("firstSeen", proxy.firstSeen().toString())
                .put("lastSeen", proxy.lastSeen().toString())
                .put("usageUntil", View.time(progress.usageUntil().get(proxy.id())));
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
