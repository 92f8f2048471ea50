package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.tenant.Tenants;
import dev.berth.control.webhook.DeliverEvents;
import dev.berth.control.webhook.Deliveries;
import dev.berth.control.webhook.Delivery;
import dev.berth.control.webhook.Rule;
import dev.berth.control.webhook.SendDelivery;
import dev.berth.control.webhook.Severity;
import dev.berth.control.webhook.SigningSecret;
import dev.berth.control.webhook.Webhook;
import dev.berth.control.webhook.Webhooks;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Webhooks: who is told of what happens. */
final class WebhookRoutes {
    private static final String SUBJECT = "webhook";

    private static final Duration USUAL_OVERLAP = Duration.ofDays(1);

    private final Database database;
    private final Webhooks webhooks;
    private final SendDelivery sendDelivery;
    private final DeliverEvents deliverEvents;

    WebhookRoutes(Database database, MasterKey masterKey, SendDelivery sendDelivery, DeliverEvents deliverEvents) {
        this.database = database;
        this.webhooks = new Webhooks(masterKey);
        this.sendDelivery = sendDelivery;
        this.deliverEvents = deliverEvents;
    }

    void register(Routes routes) {
        routes.on("listWebhooks", this::list)
                .creates("createWebhook", this::create)
                .on("showWebhook", this::show)
                .on("changeWebhook", this::change)
                .on("deleteWebhook", this::delete)
                .creates("rotateWebhook", this::rotate)
                .on("testWebhook", this::test)
                .on("listWebhookDeliveries", this::deliveries);
    }

    private Reply list(ApiCall call) {
        long from = call.cursorNumber(0);
        return Reply.ok(call.scope().in(database, tx -> {
            List<Webhook> found = Webhooks.list(tx, call.scope(), from, call.limit() + 1);
            return Page.numbered(found, from, call.limit(), webhook -> view(tx, webhook));
        }));
    }

    private Reply.Json create(DSLContext tx, ApiCall call) {
        Webhooks.Wish wish = wish(tx, call, call.body().get("name").asText(), Optional.empty());
        if (Webhooks.taken(tx, call.owner(), wish.name()))
            throw Problem.conflict("A webhook is called " + wish.name() + " already")
                    .exception();
        var secret = SigningSecret.random();
        webhooks.add(tx, call.owner(), wish, secret, call.caller().actor().text());
        Webhook made = Webhooks.find(tx, new Scope.OneTenant(call.owner()), wish.name())
                .orElseThrow();
        record(tx, call, made, "webhook.created", made.url().toString());
        return Reply.created(view(tx, made).put("secret", secret.text()));
    }

    private Reply show(ApiCall call) {
        return Reply.ok(call.scope().in(database, tx -> view(tx, find(tx, call))));
    }

    private Reply change(ApiCall call) {
        return Reply.ok(call.scope().in(database, tx -> {
            Webhook before = find(tx, call);
            Webhooks.change(tx, before.id(), wish(tx, call, before.name(), Optional.of(before)));
            Webhook after = find(tx, call);
            record(tx, call, after, "webhook.changed", after.url().toString());
            return view(tx, after);
        }));
    }

    private Reply delete(ApiCall call) {
        return Reply.ok(call.scope().in(database, tx -> {
            Webhook webhook = find(tx, call);
            ObjectNode view = view(tx, webhook);
            Webhooks.delete(tx, webhook.id());
            record(tx, call, webhook, "webhook.deleted", webhook.url().toString());
            return view;
        }));
    }

    private Reply.Json rotate(DSLContext tx, ApiCall call) {
        Webhook webhook = find(tx, call);
        var secret = SigningSecret.random();
        Duration overlap = Duration.ofSeconds(call.body().path("overlapSeconds").asLong(USUAL_OVERLAP.toSeconds()));
        webhooks.rotate(tx, webhook.id(), secret, overlap);
        record(tx, call, webhook, "webhook.rotated", "the secret before signs for " + overlap + " more");
        return Reply.created(view(tx, find(tx, call)).put("secret", secret.text()));
    }

    private Reply test(ApiCall call) {
        Webhook webhook = call.scope().in(database, tx -> find(tx, call));
        return Reply.ok(view(deliverEvents.test(webhook)));
    }

    private Reply deliveries(ApiCall call) {
        Optional<UUID> before = Optional.ofNullable(call.cursorId());
        List<Delivery> found = call.scope()
                .in(database, tx -> Deliveries.before(tx, find(tx, call).id(), before, call.limit() + 1));
        return Reply.ok(Page.of(found, call.limit(), WebhookRoutes::view, Delivery::id));
    }

    private static Webhook find(DSLContext tx, ApiCall call) {
        return Webhooks.find(tx, call.scope(), call.text("webhook"))
                .orElseThrow(
                        () -> Problem.notFound("webhook", call.text("webhook")).exception());
    }

    /** What the body says, and where it says nothing, what was before. */
    private Webhooks.Wish wish(DSLContext tx, ApiCall call, String name, Optional<Webhook> before) {
        JsonNode body = call.body();
        List<String> kinds = before.map(webhook -> webhook.rule().kinds()).orElse(List.of());
        if (body.has("kinds")) {
            kinds = new ArrayList<>();
            for (JsonNode kind : body.get("kinds")) kinds.add(kind.asText());
        }
        Optional<TenantId> ofTenant = before.flatMap(webhook -> webhook.rule().ofTenant());
        if (body.has("ofTenant"))
            ofTenant = body.get("ofTenant").isNull()
                    ? Optional.empty()
                    : Optional.of(tenant(tx, call, body.get("ofTenant").asText()));
        Severity least = body.has("severity")
                ? Severity.of(body.get("severity").asText())
                : before.map(webhook -> webhook.rule().least()).orElse(Severity.INFO);
        boolean enabled = body.has("enabled")
                ? body.get("enabled").asBoolean()
                : before.map(Webhook::enabled).orElse(true);
        return new Webhooks.Wish(
                name,
                url(body).or(() -> before.map(Webhook::url)).orElseThrow(),
                new Rule(kinds, ofTenant, least),
                enabled);
    }

    private Optional<URI> url(JsonNode body) {
        if (!body.has("url")) return Optional.empty();
        String text = body.get("url").asText();
        try {
            URI url = new URI(text);
            sendDelivery.wrong(url).ifPresent(wrong -> {
                throw wrong("/url", text + " " + wrong);
            });
            return Optional.of(url);
        } catch (URISyntaxException e) {
            throw wrong("/url", text + " (expected: a URL)");
        }
    }

    private static TenantId tenant(DSLContext tx, ApiCall call, String name) {
        if (call.caller().role() != Role.OPERATOR)
            throw wrong(
                    "/ofTenant", "expected: with an operator's key only; a tenant's webhook hears of its tenant alone");
        return Tenants.find(tx, call.scope(), name)
                .map(Tenant::id)
                .orElseThrow(() -> wrong("/ofTenant", name + " (expected: a tenant that exists)"));
    }

    private static ProblemException wrong(String pointer, String detail) {
        return Problem.unprocessable(List.of(FieldError.of(pointer, detail))).exception();
    }

    private static void record(DSLContext tx, ApiCall call, Webhook webhook, String kind, String reason) {
        Events.record(
                tx,
                new NewEvent(
                        webhook.ofPlatform() ? null : webhook.tenant(),
                        call.caller().actor(),
                        kind,
                        Subject.of(SUBJECT, webhook.id()),
                        reason));
    }

    private static ObjectNode view(DSLContext tx, Webhook webhook) {
        ObjectNode view = View.object().put("id", webhook.id().toString()).put("name", webhook.name());
        view.set("tenant", View.named(webhook.tenant(), webhook.tenantName()));
        view.put("url", webhook.url().toString());
        view.set("kinds", View.texts(webhook.rule().kinds()));
        TenantId ofTenant = webhook.rule().ofTenant().orElse(null);
        view.set(
                "ofTenant",
                View.named(
                        ofTenant,
                        ofTenant == null
                                ? null
                                : Tenants.names(tx, List.of(ofTenant)).get(ofTenant.value())));
        return view.put("severity", webhook.rule().least().text())
                .put("enabled", webhook.enabled())
                .put("secretBeforeUntil", View.time(webhook.beforeUntil().orElse(null)))
                .put("createdBy", webhook.createdBy())
                .put("createdAt", webhook.createdAt().toString());
    }

    private static ObjectNode view(Delivery delivery) {
        return View.object()
                .put("id", delivery.id().toString())
                .put("event", delivery.event())
                .put("kind", delivery.kind())
                .put("state", delivery.state().text())
                .put("attempts", delivery.attempts())
                .put("status", delivery.status())
                .put("problem", delivery.problem())
                .put("createdAt", delivery.createdAt().toString())
                .put("triedAt", View.time(delivery.triedAt()))
                .put("nextTryAt", View.time(delivery.nextTryAt()));
    }
}
