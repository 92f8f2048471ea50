package dev.berth.control.api;

import dev.berth.control.database.Database;
import dev.berth.control.secret.KeyText;
import dev.berth.control.signin.Sessions;
import dev.berth.control.tenant.ApiKeys;
import dev.berth.control.tenant.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls: by a key, or else by the cookie of a session. Either is looked up at every request, so that what was
 * revoked or ended ends at once.
 */
final class Authentication {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final Database database;
    private final FailureBudget budget;

    Authentication(Database database, FailureBudget budget) {
        this.database = database;
        this.budget = budget;
    }

    /** Leaves with a problem, the same for every kind of bad key or session. */
    Caller caller(RawRequest request) {
        return request.header("authorization") == null ? bySession(request) : byKey(request);
    }

    /** Whether the key or session of a request that was let in would be let in again. */
    boolean knows(RawRequest request) {
        return presented(request)
                .map(key -> database.asPlatform(tx -> ApiKeys.holder(tx, key)))
                .orElseGet(() -> session(request))
                .isPresent();
    }

    private Caller byKey(RawRequest request) {
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

    private Caller bySession(RawRequest request) {
        Caller caller =
                session(request).orElseThrow(() -> Problem.unauthenticated().exception());
        String csrf = caller.session().orElseThrow().csrf();
        if (!SAFE.contains(request.method()) && !isSame(csrf, request.header("x-berth-csrf")))
            throw Problem.csrf().exception();
        return caller;
    }

    private Optional<Caller> session(RawRequest request) {
        return SessionCookie.in(request).flatMap(token -> database.asPlatform(tx -> Sessions.holder(tx, token)));
    }

    private static boolean isSame(String expected, @Nullable String came) {
        return came != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), came.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<KeyText> presented(RawRequest request) {
        String header = request.header("authorization");
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) return Optional.empty();
        return KeyText.parse(header.substring(7).strip()).filter(key -> key.environment() == KeyText.Environment.API);
    }
}
