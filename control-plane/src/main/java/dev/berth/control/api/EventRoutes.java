package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Event;
import dev.berth.control.event.EventFilter;
import dev.berth.control.event.Events;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;

/** What happened, as a list and as a stream. */
final class EventRoutes {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final int AT_ONCE = 200;

    /** A transaction that began earlier may commit an event of a lower id later: so far back it is still looked for. */
    private static final int REMEMBERED = 1_000;

    private final Database database;

    EventRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listEvents", this::list).on("followEvents", this::follow);
    }

    private Reply list(ApiCall call) {
        long before = call.cursorNumber(Long.MAX_VALUE);
        var found = call.scope()
                .in(database, tx -> Events.before(tx, call.scope(), filter(call), before, call.limit() + 1));
        return Reply.ok(Page.of(found, call.limit(), EventRoutes::view, Event::id));
    }

    private Reply follow(ApiCall call) {
        String last = call.textOrNull("Last-Event-ID");
        long from =
                last == null ? call.scope().in(database, tx -> Events.newest(tx, call.scope())) : Long.parseLong(last);
        return new Reply.Stream("text/event-stream", sink -> follow(call, from, new ServerSentEvents(sink)));
    }

    private void follow(ApiCall call, long from, ServerSentEvents stream) throws IOException, InterruptedException {
        var sent = new HashSet<Long>();
        var order = new ArrayDeque<Long>();
        while (true) {
            long after = order.isEmpty() ? from : Math.max(from, order.getFirst() - 1);
            var found = call.scope()
                    .in(database, tx -> Events.after(tx, call.scope(), filter(call), after, AT_ONCE + REMEMBERED));
            for (Event event : found) {
                if (!sent.add(event.id())) continue;
                order.add(event.id());
                if (order.size() > REMEMBERED) sent.remove(order.removeFirst());
                stream.event(Long.toString(event.id()), event.kind(), view(event));
            }
            stream.rest(LOOK_AGAIN);
        }
    }

    private static EventFilter filter(ApiCall call) {
        return new EventFilter(call.textOrNull("kind"), call.textOrNull("subject"), call.textOrNull("severity"));
    }

    private static ObjectNode view(Event event) {
        ObjectNode view =
                View.object().put("id", event.id()).put("at", event.at().toString());
        view.set("tenant", View.named(event.tenant(), event.tenantName()));
        view.put("actor", event.actor().text())
                .put("kind", event.kind())
                .put("severity", event.severity())
                .put("subjectKind", event.subject().kind())
                .put("subjectId", event.subject().id())
                .put("subjectName", event.subjectName())
                .put("reason", event.reason());
        view.set("detail", event.detail());
        return view;
    }
}
