package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.lease.LeaseId;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.Ledger;
import dev.berth.control.ledger.PayTenant;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.Tenants;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** What tenants have paid in, and every amount that moved. */
final class AccountRoutes {
    private final Database database;

    AccountRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("showAccount", this::show)
                .creates("creditTenant", this::credit)
                .creates("payOutTenant", this::payOut)
                .on("listLedger", this::list);
    }

    private Reply show(ApiCall call) {
        return Reply.ok(call.scope().in(database, tx -> view(tx, find(tx, call))));
    }

    private Reply.Json credit(DSLContext tx, ApiCall call) {
        Tenant tenant = find(tx, call);
        PayTenant.credit(
                tx,
                tenant.id(),
                currency(call),
                amount(call),
                reason(call),
                call.caller().actor());
        return Reply.created(view(tx, tenant));
    }

    private Reply.Json payOut(DSLContext tx, ApiCall call) {
        Tenant tenant = find(tx, call);
        Amount amount = amount(call);
        if (!PayTenant.payOut(
                tx,
                tenant.id(),
                currency(call),
                amount,
                reason(call),
                call.caller().actor()))
            throw Problem.conflict(
                            "insufficient-funds",
                            "Not enough funds",
                            "amount: " + amount + " (expected: at most what the balance has)")
                    .exception();
        return Reply.created(view(tx, tenant));
    }

    private Reply list(ApiCall call) {
        String lease = call.textOrNull("lease");
        var found = call.scope()
                .in(
                        database,
                        tx -> Ledger.before(
                                tx,
                                call.scope(),
                                Optional.ofNullable(lease).map(LeaseId::parse),
                                call.cursorNumber(Long.MAX_VALUE),
                                call.limit() + 1));
        return Reply.ok(Page.of(found, call.limit(), AccountRoutes::view, Ledger.Entry::id));
    }

    private static Tenant find(DSLContext tx, ApiCall call) {
        return Tenants.find(tx, call.scope(), call.text("name"))
                .orElseThrow(() -> Problem.notFound("tenant", call.text("name")).exception());
    }

    /** An amount of money in a body: more than nothing, in whole billionths. */
    static Amount amount(ApiCall call) {
        String text = call.body().get("amount").asText();
        try {
            Amount amount = Amount.of(new BigDecimal(text));
            if (amount.billionths() > 0) return amount;
        } catch (ArithmeticException e) {
            // said below
        }
        throw Problem.unprocessable(List.of(FieldError.of(
                        "/amount",
                        text + " (expected: more than 0, less than 9000000000, with at most " + Amount.DECIMALS
                                + " decimals)")))
                .exception();
    }

    private static String currency(ApiCall call) {
        String code = call.body().get("currency").asText();
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(known -> known.getCurrencyCode().equals(code)))
            throw Problem.unprocessable(
                            List.of(FieldError.of("/currency", code + " (expected: a currency of ISO 4217, like EUR)")))
                    .exception();
        return code;
    }

    private static String reason(ApiCall call) {
        return call.body().path("reason").asText();
    }

    private static ObjectNode view(DSLContext tx, Tenant tenant) {
        ObjectNode view = View.object();
        view.set("tenant", View.named(tenant.id(), tenant.name()));
        view.set("agreement", LeaseRoutes.view(tenant.agreement()));
        var balances = view.putArray("balances");
        Ledger.balances(tx, tenant.id())
                .forEach((currency, amount) ->
                        balances.addObject().put("currency", currency).put("amount", new Amount(amount).toString()));
        return view;
    }

    private static JsonNode view(Ledger.Entry entry) {
        return View.object()
                .put("id", entry.id())
                .put("at", entry.at().toString())
                .put("tenantId", entry.tenant().toString())
                .put("leaseId", View.text(entry.lease().orElse(null)))
                .put("kind", entry.kind().text())
                .put("from", entry.from())
                .put("to", entry.to())
                .put("currency", entry.currency())
                .put("amount", entry.amount().toString())
                .put("actor", entry.actor())
                .put("reason", entry.reason());
    }
}
