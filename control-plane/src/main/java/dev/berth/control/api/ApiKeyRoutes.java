package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.secret.KeyId;
import dev.berth.control.secret.KeyText;
import dev.berth.control.tenant.ApiKey;
import dev.berth.control.tenant.ApiKeys;
import dev.berth.control.tenant.MemberId;
import dev.berth.control.tenant.Members;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Keys of this API. */
final class ApiKeyRoutes {
    private final Database database;

    ApiKeyRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listApiKeys", this::list)
                .creates("createApiKey", this::create)
                .on("revokeApiKey", this::revoke);
    }

    private Reply list(ApiCall call) {
        long from = call.cursorNumber(0);
        var found = call.scope().in(database, tx -> ApiKeys.list(tx, call.scope(), from, call.limit() + 1));
        return Reply.ok(Page.numbered(found, from, call.limit(), ApiKeyRoutes::view));
    }

    private Reply.Json create(DSLContext tx, ApiCall call) {
        JsonNode body = call.body();
        Role role = Role.of(body.get("role").asText());
        TenantId tenant = tenant(call, role);
        UUID member = body.has("member") ? UUID.fromString(body.get("member").asText()) : null;
        if (member != null && (tenant == null || !isMember(tx, tenant, member)))
            throw wrong("/member", member + " (expected: a member of the tenant that the key is for)");
        var key = KeyText.random(KeyText.Environment.API);
        ApiKeys.add(tx, key, body.get("name").asText(), role, tenant, member, call.bodyTimeOrNull("expiresAt"));
        record(
                tx,
                call,
                tenant,
                key.id(),
                "api-key.created",
                role.text() + " " + body.get("name").asText());
        return Reply.created(view(find(tx, call.scope(), key.id())).put("key", key.text()));
    }

    private Reply revoke(ApiCall call) {
        KeyId id = keyId(call);
        return Reply.ok(view(call.scope().in(database, tx -> {
            ApiKey key = find(tx, call.scope(), id);
            if (key.revokedAt() == null) {
                ApiKeys.revoke(tx, call.scope(), id);
                record(tx, call, key.tenant(), id, "api-key.revoked", key.name());
            }
            return find(tx, call.scope(), id);
        })));
    }

    /** The id in the path; one that cannot be a key's is nobody's. */
    static KeyId keyId(ApiCall call) {
        try {
            return new KeyId(call.text("key"));
        } catch (IllegalArgumentException _) {
            throw Problem.notFound("key", call.text("key")).exception();
        }
    }

    /** Whom the new key is for; an operator's is nobody's. */
    private static @Nullable TenantId tenant(ApiCall call, Role role) {
        boolean ofTenant = call.scope() instanceof Scope.OneTenant;
        if (role == Role.OPERATOR) {
            if (call.caller().role() != Role.OPERATOR)
                throw wrong("/role", "operator (expected: owner or developer, as an operator alone makes operators)");
            if (ofTenant) throw wrong("/role", "operator (expected: owner or developer for a tenant's key)");
            return null;
        }
        if (!ofTenant)
            throw wrong("/role", role.text() + " (expected: operator, or ?tenant= that says whose key it is)");
        return call.owner();
    }

    private static ProblemException wrong(String pointer, String detail) {
        return Problem.unprocessable(List.of(FieldError.of(pointer, detail))).exception();
    }

    private static boolean isMember(DSLContext tx, TenantId tenant, UUID member) {
        return Members.find(tx, new Scope.OneTenant(tenant), new MemberId(member))
                .filter(found -> found.removedAt() == null)
                .isPresent();
    }

    private static ApiKey find(DSLContext tx, Scope scope, KeyId id) {
        return ApiKeys.find(tx, scope, id)
                .orElseThrow(() -> Problem.notFound("key", id.text()).exception());
    }

    private static void record(
            DSLContext tx, ApiCall call, @Nullable TenantId tenant, KeyId key, String kind, String reason) {
        Events.record(tx, new NewEvent(tenant, call.caller().actor(), kind, Subject.of("api-key", key), reason));
    }

    private static ObjectNode view(ApiKey key) {
        ObjectNode view = View.object()
                .put("id", key.id().text())
                .put("name", key.name())
                .put("role", key.role().text());
        view.set("tenant", View.named(key.tenant(), key.tenantName()));
        return view.put("memberId", View.text(key.member()))
                .put("state", key.state(Instant.now()))
                .put("createdAt", key.createdAt().toString())
                .put("expiresAt", View.time(key.expiresAt()))
                .put("revokedAt", View.time(key.revokedAt()));
    }
}
