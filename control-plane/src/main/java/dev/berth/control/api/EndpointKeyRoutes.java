package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.endpoint.Allowance;
import dev.berth.control.endpoint.Endpoint;
import dev.berth.control.endpoint.EndpointKey;
import dev.berth.control.endpoint.EndpointKeys;
import dev.berth.control.endpoint.IssueKey;
import dev.berth.control.endpoint.RevokeKeys;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.secret.KeyId;
import dev.berth.control.secret.KeyText;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jooq.DSLContext;

/** Keys of endpoints, and the URLs that they make. */
final class EndpointKeyRoutes {
    private final Database database;
    private final EndpointKeys keys;
    private final IssueKey issueKey;
    private final RevokeKeys revokeKeys;
    private final URI publicUrl;

    EndpointKeyRoutes(Database database, EndpointKeys keys, IssueKey issueKey, RevokeKeys revokeKeys, URI publicUrl) {
        this.database = database;
        this.keys = keys;
        this.issueKey = issueKey;
        this.revokeKeys = revokeKeys;
        this.publicUrl = publicUrl;
    }

    void register(Routes routes) {
        routes.on("listEndpointKeys", this::list)
                .creates("createEndpointKey", this::create)
                .on("showEndpointKey", this::show)
                .on("changeEndpointKey", this::change)
                .creates("rotateEndpointKey", this::rotate)
                .on("revokeEndpointKey", this::revoke);
    }

    private Reply list(ApiCall call) {
        long from = call.cursorNumber(0);
        var found = call.scope().in(database, tx -> {
            Endpoint endpoint = EndpointRoutes.find(tx, call);
            return keys.list(tx, endpoint.id(), call.textOrNull("named"), from, call.limit() + 1);
        });
        return Reply.ok(Page.numbered(found, from, call.limit(), EndpointKeyRoutes::view));
    }

    private Reply.Json create(DSLContext tx, ApiCall call) {
        Endpoint endpoint = EndpointRoutes.find(tx, call);
        KeyText key = issueKey.issue(
                tx,
                endpoint,
                new IssueKey.Wish(
                        call.body().path("name").asText(),
                        call.bodyTimeOrNull("expiresAt"),
                        AllowanceView.changed(Allowance.UNLIMITED, call.body())),
                call.caller().actor());
        return Reply.created(withText(tx, endpoint, key));
    }

    private Reply show(ApiCall call) {
        return Reply.ok(call.scope().in(database, tx -> {
            Endpoint endpoint = EndpointRoutes.find(tx, call);
            EndpointKey key = find(tx, endpoint, call);
            Events.record(
                    tx,
                    new NewEvent(
                            endpoint.tenant(),
                            call.caller().actor(),
                            "endpoint-key.read",
                            Subject.of("endpoint-key", key.id()),
                            "of endpoint " + endpoint.name()));
            return withText(view(key), keys.open(tx, key.id()));
        }));
    }

    private Reply change(ApiCall call) {
        return Reply.ok(view(call.scope().in(database, tx -> {
            Endpoint endpoint = EndpointRoutes.locked(tx, call);
            EndpointKey key = find(tx, endpoint, call);
            if (key.revokedAt() != null)
                throw Problem.conflict("The key " + key.id() + " is revoked (expected: active)")
                        .exception();
            EndpointKeys.allow(tx, key.id(), AllowanceView.changed(key.allowance(), call.body()));
            Events.record(
                    tx,
                    new NewEvent(
                            endpoint.tenant(),
                            call.caller().actor(),
                            "endpoint-key.changed",
                            Subject.of("endpoint-key", key.id()),
                            EndpointRoutes.fields(call)));
            return find(tx, endpoint, call);
        })));
    }

    private Reply.Json rotate(DSLContext tx, ApiCall call) {
        Endpoint endpoint = EndpointRoutes.find(tx, call);
        EndpointKey old = find(tx, endpoint, call);
        String state = old.state(Instant.now());
        if (!state.equals("active"))
            throw Problem.conflict("The key " + old.id() + " is " + state + " (expected: active)")
                    .exception();
        int overlap = call.body().path("overlapSeconds").asInt(86_400);
        return Reply.created(withText(
                tx,
                endpoint,
                issueKey.rotate(tx, endpoint, old, overlap, call.caller().actor())));
    }

    private Reply revoke(ApiCall call) {
        var found = call.scope().in(database, tx -> {
            Endpoint endpoint = EndpointRoutes.find(tx, call);
            return Map.entry(endpoint, find(tx, endpoint, call).id());
        });
        return Reply.ok(EndpointRoutes.revocation(revokeKeys.revoke(
                call.scope(), found.getKey(), found.getValue(), call.caller().actor())));
    }

    private EndpointKey find(DSLContext tx, Endpoint endpoint, ApiCall call) {
        KeyId id = ApiKeyRoutes.keyId(call);
        return keys.find(tx, endpoint.id(), id)
                .orElseThrow(() -> Problem.notFound("key", id.text()).exception());
    }

    /** A key that was just made. */
    ObjectNode withText(DSLContext tx, Endpoint endpoint, KeyText key) {
        return withText(view(keys.find(tx, endpoint.id(), key.id()).orElseThrow()), key.text());
    }

    private ObjectNode withText(ObjectNode view, String text) {
        return view.put("key", text).put("url", publicUrl.toString().replaceAll("/+$", "") + "/" + text);
    }

    private static ObjectNode view(EndpointKey key) {
        ObjectNode view = View.object()
                .put("id", key.id().text())
                .put("endpointId", key.endpoint().toString())
                .put("name", key.name())
                .put("state", key.state(Instant.now()));
        AllowanceView.put(view, key.allowance());
        return view.put("createdAt", key.createdAt().toString())
                .put("expiresAt", View.time(key.expiresAt()))
                .put("revokedAt", View.time(key.revokedAt()));
    }
}
