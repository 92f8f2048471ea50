package dev.berth.control.api;

import dev.berth.control.database.Database;
import dev.berth.control.secret.KeyText;
import dev.berth.control.tenant.ApiKeys;
import dev.berth.control.tenant.Caller;
import java.util.Optional;

/** Finds out who calls. A key is looked up at every request, so that a revoked one ends at once. */
final class Authentication {
    private final Database database;
    private final FailureBudget budget;

    Authentication(Database database, FailureBudget budget) {
        this.database = database;
        this.budget = budget;
    }

    /** Leaves with a problem, the same for every kind of bad key. */
    Caller caller(RawRequest request) {
        KeyText key =
                presented(request).orElseThrow(() -> Problem.unauthenticated().exception());
        if (!budget.allows(request.remoteAddress(), key.id()))
            throw Problem.tooManyBadKeys().exception();
        Optional<Caller> holder = database.asPlatform(tx -> ApiKeys.holder(tx, key));
        if (holder.isEmpty()) {
            budget.failed(request.remoteAddress());
            throw Problem.unauthenticated().exception();
        }
        budget.succeeded(key.id());
        return holder.get();
    }

    private static Optional<KeyText> presented(RawRequest request) {
        String header = request.header("authorization");
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) return Optional.empty();
        return KeyText.parse(header.substring(7).strip()).filter(key -> key.environment() == KeyText.Environment.API);
    }
}
