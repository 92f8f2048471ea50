package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.api.Routes.Route;
import dev.berth.control.database.Database;
import dev.berth.control.lease.Placements;
import dev.berth.control.tenant.Caller;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.tenant.Tenants;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a request, in order: who calls, may they, is it as documented, whose rows, then its handler. Blocks. */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(5).toNanos();

    private final Database database;
    private final Authentication authentication;
    private final RememberedAnswers remembered;
    private final MeterRegistry meters;
    private final TenantId platform;

    Dispatch(Database database, Authentication authentication, RememberedAnswers remembered, MeterRegistry meters) {
        this.database = database;
        this.authentication = authentication;
        this.remembered = remembered;
        this.meters = meters;
        this.platform = database.asPlatform(Tenants::platform);
    }

    /** Answers a request; never throws. */
    Reply answer(DocumentedOperation operation, RequestCheck check, Route route, RawRequest request) {
        Timer.Sample begun = Timer.start(meters);
        Reply reply = answered(operation, check, route, request);
        begun.stop(meters.timer("berth_control_requests", "operation", operation.id(), "status", status(reply)));
        return reply;
    }

    private static String status(Reply reply) {
        return switch (reply) {
            case Reply.Json json -> Integer.toString(json.status());
            case Reply.Failed(Problem problem) -> Integer.toString(problem.status());
            case Reply.Empty _ -> "204";
            case Reply.Redirect _ -> "303";
            case Reply.Text _, Reply.Stream _ -> "200";
        };
    }

    private Reply answered(DocumentedOperation operation, RequestCheck check, Route route, RawRequest request) {
        try {
            if (route instanceof Route.Open(var answer)) return answer.get();
            if (route instanceof Route.Visited(var handler)) {
                JsonNode body = JsonBody.read(request);
                return handler.handle(new Visit(request, check.check(request, body), body));
            }
            Caller caller = authentication.caller(request);
            if (!operation.roles().contains(caller.role()))
                return new Reply.Failed(
                        Problem.forbidden("Role " + caller.role().text() + " came (expected: "
                                + operation.roles().stream().map(Role::text).collect(Collectors.joining(", ")) + ")"));
            JsonNode body = JsonBody.read(request);
            Map<String, JsonNode> parameters = check.check(request, body);
            Scope scope = scope(caller, operation.has("tenant") ? parameters.get("tenant") : null);
            TenantId owner = scope instanceof Scope.OneTenant(TenantId tenant) ? tenant : platform;
            Reply reply = run(route, new ApiCall(caller, scope, owner, parameters, body), request);
            return reply instanceof Reply.Stream stream ? whileKnown(stream, request) : reply;
        } catch (ProblemException e) {
            return new Reply.Failed(e.problem());
        } catch (RuntimeException e) {
            return failed(operation, request, e);
        }
    }

    private Reply run(Route route, ApiCall call, RawRequest request) {
        return switch (route) {
            case Route.Open _, Route.Visited _ -> throw new IllegalArgumentException("it has no caller");
            case Route.Plain(var handler) -> handler.handle(call);
            case Route.Creating(var creation) -> call.scope().in(database, tx -> create(tx, creation, call, request));
            case Route.Placing(var creation, var afterwards) -> {
                Reply reply = Placements.alone(database, tx -> create(tx, creation, call, request));
                afterwards.run();
                yield reply;
            }
        };
    }

    /** Ends a stream, at one of its next lines, when what opened it would not any more. */
    private Reply whileKnown(Reply.Stream stream, RawRequest request) {
        var asked = new AtomicLong(System.nanoTime());
        return new Reply.Stream(stream.contentType(), stream.body(), () -> {
            long now = System.nanoTime();
            if (now - asked.get() <= ASK_AGAIN_NANOS) return;
            asked.set(now);
            if (!authentication.knows(request)) throw new IOException("the key or session is over");
        });
    }

    private Reply create(DSLContext tx, Routes.Creation creation, ApiCall call, RawRequest request) {
        String key = call.textOrNull("Idempotency-Key");
        if (key == null) return creation.create(tx, call);
        var identity = new RememberedAnswers.Identity(
                call.owner(), key, request.method() + " " + request.path(), sha256(request));
        return remembered.once(tx, identity, () -> creation.create(tx, call));
    }

    /** A tenant sees itself, whatever it asks for; an operator sees the tenant that it names, or everybody. */
    private Scope scope(Caller caller, @Nullable JsonNode named) {
        TenantId own = caller.tenant();
        Scope widest = own == null ? new Scope.Everybody() : new Scope.OneTenant(own);
        if (named == null) return widest;
        return database.asPlatform(tx -> Tenants.find(tx, widest, named.asText()))
                .map(Tenant::id)
                .map(Scope.OneTenant::new)
                .orElseThrow(() -> Problem.notFound("tenant", named.asText()).exception());
    }

    private static Reply failed(DocumentedOperation operation, RawRequest request, RuntimeException e) {
        boolean databaseAway = e instanceof DataAccessException access && away(access);
        if (databaseAway) {
            LOG.atWarn()
                    .addKeyValue("request", request.requestId())
                    .addKeyValue("operation", operation.id())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("database not available");
            return new Reply.Failed(Problem.unavailable("The database does not answer: try again"));
        }
        LOG.atError()
                .addKeyValue("request", request.requestId())
                .addKeyValue("operation", operation.id())
                .setCause(e)
                .log("request failed");
        return new Reply.Failed(Problem.internal());
    }

    /** Connection failures, a server that shuts down, and transactions that lost against another. */
    private static boolean away(DataAccessException e) {
        if (e.getCause() instanceof SQLTransientConnectionException) return true; // none was to be had from the pool
        return List.of("08", "57", "40", "53").contains(e.sqlState().substring(0, 2));
    }

    private static String sha256(RawRequest request) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(new TreeMap<>(request.query()).toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(request.body().getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
