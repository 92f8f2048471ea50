package dev.berth.control.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jooq.DSLContext;

/** Which handler answers which operation of the document. */
final class Routes {
    /** Answers a call; opens the transactions that it needs. */
    interface Handler {
        Reply handle(ApiCall call);
    }

    /** Answers somebody who is not known (yet). */
    interface VisitorHandler {
        Reply handle(Visit visit);
    }

    /** Creates something in a transaction that also remembers the answer under the client's Idempotency-Key. */
    interface Creation {
        Reply.Json create(DSLContext tx, ApiCall call);
    }

    /** How an operation is answered. */
    sealed interface Route {
        /** For anybody, without a key. */
        record Open(Supplier<Reply> answer) implements Route {}

        /** For anybody, and with all that came held against the document. */
        record Visited(VisitorHandler handler) implements Route {}

        record Plain(Handler handler) implements Route {}

        /** The transaction sees what the caller may see. */
        record Creating(Creation creation) implements Route {}

        /** A transaction that places nodes, and so sees every row; {@code afterwards} runs when it is committed. */
        record Placing(Creation creation, Runnable afterwards) implements Route {}
    }

    private final Map<String, Route> routes = new LinkedHashMap<>();

    Routes open(String operation, Supplier<Reply> answer) {
        return add(operation, new Route.Open(answer));
    }

    Routes forVisitors(String operation, VisitorHandler handler) {
        return add(operation, new Route.Visited(handler));
    }

    Routes on(String operation, Handler handler) {
        return add(operation, new Route.Plain(handler));
    }

    Routes creates(String operation, Creation creation) {
        return add(operation, new Route.Creating(creation));
    }

    Routes places(String operation, Creation creation, Runnable afterwards) {
        return add(operation, new Route.Placing(creation, afterwards));
    }

    Optional<Route> of(String operation) {
        return Optional.ofNullable(routes.get(operation));
    }

    Set<String> operations() {
        return Set.copyOf(routes.keySet());
    }

    private Routes add(String operation, Route route) {
        if (routes.put(operation, route) != null)
            throw new IllegalArgumentException(operation + " has two handlers (expected: one)");
        return this;
    }
}
