package dev.berth.control.api;

import dev.berth.control.database.Database;
import dev.berth.control.tenant.Caller;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.tenant.Tenants;
import org.jooq.exception.DataAccessException;

/** The API about itself: is it alive, what can it do, who am I. */
final class ServiceRoutes {
    private final Database database;
    private final ContractDocument document;

    ServiceRoutes(Database database, ContractDocument document) {
        this.database = database;
        this.document = document;
    }

    void register(Routes routes) {
        Reply page = Reply.text("text/html; charset=utf-8", DocumentationPage.of(document));
        Reply yaml = Reply.text("application/yaml; charset=utf-8", document.yaml());
        Reply json = Reply.ok(document.json());
        routes.open("health", this::health)
                .open("readiness", this::readiness)
                .open("documentation", () -> page)
                .open("openapiYaml", () -> yaml)
                .open("openapiJson", () -> json)
                .on("whoAmI", this::whoAmI);
    }

    private Reply health() {
        String version = document.json().at("/info/version").asText();
        return Reply.ok(View.object().put("status", "ok").put("version", version));
    }

    private Reply readiness() {
        try {
            database.doAsPlatform(tx -> tx.execute("select 1"));
            return health();
        } catch (DataAccessException _) {
            return new Reply.Failed(Problem.unavailable("The database does not answer"));
        }
    }

    private Reply whoAmI(ApiCall call) {
        Caller caller = call.caller();
        var view = View.object()
                .put("role", caller.role().text())
                .put("keyId", caller.key().text())
                .put("name", caller.keyName());
        TenantId own = caller.tenant();
        if (own != null) {
            var scope = new Scope.OneTenant(own);
            Tenant tenant = scope.in(database, tx -> Tenants.find(tx, scope, own.toString()))
                    .orElseThrow();
            view.set("tenant", View.named(tenant.id(), tenant.name()));
        }
        return Reply.ok(view);
    }
}
