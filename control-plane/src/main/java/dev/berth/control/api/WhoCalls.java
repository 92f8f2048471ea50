package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.signin.Account;
import dev.berth.control.signin.Accounts;
import dev.berth.control.tenant.Caller;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.tenant.Tenants;

/** A caller, told to itself. */
final class WhoCalls {
    private WhoCalls() {}

    static ObjectNode view(Database database, Caller caller) {
        var view = View.object();
        switch (caller.proof()) {
            case Caller.Proof.Key key ->
                view.put("kind", "key")
                        .put("role", caller.role().text())
                        .put("keyId", key.id().text())
                        .put("name", key.name());
            case Caller.Proof.Session session -> {
                Account account = database.asPlatform(tx -> Accounts.find(tx, session.member()))
                        .orElseThrow(() -> Problem.unauthenticated().exception());
                view.put("kind", "session")
                        .put("role", caller.role().text())
                        .put("email", session.email())
                        .put("memberId", session.member().toString())
                        .put("sessionId", session.id().toString())
                        .put("csrf", session.csrf())
                        .put("passwordSet", account.password().isPresent())
                        .put("totp", account.totpIsOn());
            }
        }
        TenantId own = caller.tenant();
        if (own != null) {
            var scope = new Scope.OneTenant(own);
            Tenant tenant = scope.in(database, tx -> Tenants.find(tx, scope, own.toString()))
                    .orElseThrow();
            view.set("tenant", View.named(tenant.id(), tenant.name()));
        }
        return view;
    }
}
