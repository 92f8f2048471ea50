package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.tenant.Agreement;
import dev.berth.control.tenant.ApprovalPolicy;
import dev.berth.control.tenant.Funding;
import dev.berth.control.tenant.Quota;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.Tenants;
import java.util.Optional;
import org.jooq.DSLContext;

/** Tenants, as an operator sees and changes them, and as each sees itself. */
final class TenantRoutes {
    private final Database database;

    TenantRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listTenants", this::list)
                .creates("createTenant", this::create)
                .on("showTenant", this::show)
                .on("changeTenant", this::change);
    }

    private Reply list(ApiCall call) {
        var found = database.asPlatform(
                tx -> Tenants.list(tx, call.textOrNull("named"), call.cursorId(), call.limit() + 1));
        return Reply.ok(Page.of(found, call.limit(), TenantRoutes::view, Tenant::id));
    }

    private Reply show(ApiCall call) {
        return Reply.ok(view(call.scope().in(database, tx -> find(tx, call))));
    }

    private Reply.Json create(DSLContext tx, ApiCall call) {
        JsonNode body = call.body();
        String name = body.get("name").asText();
        Tenant added = Tenants.add(
                        tx,
                        name,
                        body.path("title").asText(),
                        body.path("trusted").asBoolean(),
                        ApprovalPolicy.of(body.path("approvalPolicy").asText("automatic")))
                .orElseThrow(() -> Problem.conflict(
                                "name-taken",
                                "The name is taken",
                                "A tenant '" + name + "' exists (expected: another name)")
                        .exception());
        Tenant tenant = changed(added, body);
        Tenants.change(tx, tenant);
        record(tx, tenant, "tenant.created", call.caller().actor());
        return Reply.created(view(tenant));
    }

    private Reply change(ApiCall call) {
        return Reply.ok(view(database.asPlatform(tx -> {
            Tenant tenant = changed(existing(Tenants.lock(tx, call.scope(), call.text("name")), call), call.body());
            Tenants.change(tx, tenant);
            record(tx, tenant, "tenant.changed", call.caller().actor());
            return tenant;
        })));
    }

    private static Tenant find(DSLContext tx, ApiCall call) {
        return existing(Tenants.find(tx, call.scope(), call.text("name")), call);
    }

    private static Tenant existing(Optional<Tenant> found, ApiCall call) {
        return found.orElseThrow(
                () -> Problem.notFound("tenant", call.text("name")).exception());
    }

    private static void record(DSLContext tx, Tenant tenant, String kind, Actor actor) {
        Events.record(tx, new NewEvent(tenant.id(), actor, kind, Subject.of("tenant", tenant.id()), tenant.name()));
    }

    /** The tenant with what {@code body} says; what it does not say stays. */
    private static Tenant changed(Tenant tenant, JsonNode body) {
        JsonNode quota = body.path("quota");
        return new Tenant(
                tenant.id(),
                tenant.name(),
                body.path("title").asText(tenant.title()),
                tenant.platform(),
                body.path("trusted").asBoolean(tenant.trusted()),
                new Quota(
                        quota.path("nodes").asInt(tenant.quota().nodes()),
                        quota.path("cpuMillis").asLong(tenant.quota().cpuMillis()),
                        quota.path("memoryBytes").asLong(tenant.quota().memoryBytes()),
                        quota.path("diskBytes").asLong(tenant.quota().diskBytes())),
                ApprovalPolicy.of(body.path("approvalPolicy")
                        .asText(tenant.approvalPolicy().text())),
                changed(tenant.agreement(), body.path("agreement")),
                body.path("platformFeeBps").asInt(tenant.platformFeeBps()),
                tenant.createdAt());
    }

    private static Agreement changed(Agreement agreement, JsonNode body) {
        return new Agreement(
                Funding.of(body.path("funding").asText(agreement.funding().text())),
                body.path("noticeSeconds").asLong(agreement.noticeSeconds()),
                body.path("graceSeconds").asLong(agreement.graceSeconds()));
    }

    private static ObjectNode view(Tenant tenant) {
        ObjectNode view = View.object()
                .put("id", tenant.id().toString())
                .put("name", tenant.name())
                .put("title", tenant.title())
                .put("kind", tenant.platform() ? "platform" : "customer")
                .put("trusted", tenant.trusted());
        view.putObject("quota")
                .put("nodes", tenant.quota().nodes())
                .put("cpuMillis", tenant.quota().cpuMillis())
                .put("memoryBytes", tenant.quota().memoryBytes())
                .put("diskBytes", tenant.quota().diskBytes());
        view.set("agreement", LeaseRoutes.view(tenant.agreement()));
        return view.put("platformFeeBps", tenant.platformFeeBps())
                .put("approvalPolicy", tenant.approvalPolicy().text())
                .put("createdAt", tenant.createdAt().toString());
    }
}
