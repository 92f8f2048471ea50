package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.approval.Policies;
import dev.berth.control.approval.Policy;
import dev.berth.control.approval.Policy.Decision;
import dev.berth.control.approval.Verdict;
import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.tenant.Tenants;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The operator's policies: who approves what. */
final class PolicyRoutes {
    private final Database database;

    PolicyRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listPolicies", this::list)
                .on("showPolicy", this::show)
                .on("setPolicy", this::set)
                .on("removePolicy", this::remove);
    }

    private Reply list(ApiCall call) {
        long from = call.cursorNumber(0);
        return Reply.ok(database.asPlatform(tx -> {
            List<Policy> found = Policies.all(tx).stream()
                    .skip(from)
                    .limit(call.limit() + 1L)
                    .toList();
            return Page.numbered(found, from, call.limit(), policy -> view(tx, policy));
        }));
    }

    private Reply show(ApiCall call) {
        return Reply.ok(database.asPlatform(tx -> view(tx, find(tx, call))));
    }

    private Reply set(ApiCall call) {
        return Reply.ok(database.asPlatform(tx -> {
            Policy policy = wish(tx, call);
            Policies.set(tx, policy);
            ObjectNode view = view(tx, policy);
            record(tx, call, "policy.set", view);
            return view;
        }));
    }

    private Reply remove(ApiCall call) {
        return Reply.ok(database.asPlatform(tx -> {
            ObjectNode view = view(tx, find(tx, call));
            Policies.remove(tx, call.text("policy"));
            record(tx, call, "policy.removed", view);
            return view;
        }));
    }

    private static void record(DSLContext tx, ApiCall call, String kind, ObjectNode policy) {
        String name = call.text("policy");
        Events.record(tx, new NewEvent(null, call.caller().actor(), kind, Subject.of("policy", name), name, policy));
    }

    private static Policy find(DSLContext tx, ApiCall call) {
        return Policies.find(tx, call.text("policy"))
                .orElseThrow(
                        () -> Problem.notFound("policy", call.text("policy")).exception());
    }

    private static Policy wish(DSLContext tx, ApiCall call) {
        JsonNode body = call.body();
        Optional<BigDecimal> perHour = text(body, "maxPerHour").map(BigDecimal::new);
        Optional<BigDecimal> total = text(body, "maxTotalPerHour").map(BigDecimal::new);
        Optional<String> currency = text(body, "currency");
        if (currency.isPresent() != (perHour.isPresent() || total.isPresent()))
            throw wrong("/currency", "expected: together with maxPerHour or maxTotalPerHour, and never without");
        boolean asks = body.get("decision").asText().equals("ask");
        if (!asks && body.hasNonNull("decideSeconds"))
            throw wrong("/decideSeconds", "expected: with the decision ask only");
        return new Policy(
                call.text("policy"),
                body.get("position").asInt(),
                text(body, "tenant").map(name -> tenant(tx, name)),
                text(body, "template"),
                text(body, "size"),
                new Policy.Most(
                        number(body, "maxCpuMillis"),
                        number(body, "maxMemoryBytes"),
                        number(body, "maxDiskBytes"),
                        currency.map(code -> new Policy.Spend(code, perHour, total))),
                decision(body),
                body.path("reason").asText(),
                call.caller().actor().text(),
                Database.now(tx));
    }

    private static Decision decision(JsonNode body) {
        String decision = body.get("decision").asText();
        return switch (decision) {
            case "approve" -> new Decision.Approve();
            case "refuse" -> new Decision.Refuse();
            default ->
                new Decision.Ask(
                        Duration.ofSeconds(body.path("decideSeconds").asLong(Verdict.USUALLY_WITHIN.toSeconds())));
        };
    }

    private static TenantId tenant(DSLContext tx, String name) {
        return Tenants.find(tx, new Scope.Everybody(), name)
                .map(Tenant::id)
                .orElseThrow(() -> wrong("/tenant", name + " (expected: a tenant that exists)"));
    }

    private static Optional<String> text(JsonNode body, String field) {
        return body.hasNonNull(field) ? Optional.of(body.get(field).asText()) : Optional.empty();
    }

    private static Optional<Long> number(JsonNode body, String field) {
        return body.hasNonNull(field) ? Optional.of(body.get(field).asLong()) : Optional.empty();
    }

    private static ProblemException wrong(String pointer, String detail) {
        return Problem.unprocessable(List.of(FieldError.of(pointer, detail))).exception();
    }

    private static ObjectNode view(DSLContext tx, Policy policy) {
        ObjectNode view = View.object().put("name", policy.name()).put("position", policy.position());
        view.set(
                "tenant",
                View.named(
                        policy.tenant().orElse(null),
                        policy.tenant()
                                .map(id -> Tenants.names(tx, List.of(id)).get(id.value()))
                                .orElse(null)));
        Optional<Policy.Spend> spend = policy.most().spend();
        return view.put("template", policy.template().orElse(null))
                .put("size", policy.size().orElse(null))
                .put("maxCpuMillis", policy.most().cpuMillis().orElse(null))
                .put("maxMemoryBytes", policy.most().memoryBytes().orElse(null))
                .put("maxDiskBytes", policy.most().diskBytes().orElse(null))
                .put("currency", spend.map(Policy.Spend::currency).orElse(null))
                .put("maxPerHour", plain(spend.flatMap(Policy.Spend::perHour)))
                .put("maxTotalPerHour", plain(spend.flatMap(Policy.Spend::totalPerHour)))
                .put("decision", text(policy.decision()))
                .put(
                        "decideSeconds",
                        policy.decision() instanceof Decision.Ask ask
                                ? (Long) ask.within().toSeconds()
                                : null)
                .put("reason", policy.reason())
                .put("changedBy", policy.changedBy())
                .put("changedAt", policy.changedAt().toString());
    }

    private static String text(Decision decision) {
        return switch (decision) {
            case Decision.Approve _ -> "approve";
            case Decision.Ask _ -> "ask";
            case Decision.Refuse _ -> "refuse";
        };
    }

    private static @Nullable String plain(Optional<BigDecimal> number) {
        return number.map(of -> of.signum() == 0 ? "0" : of.stripTrailingZeros().toPlainString())
                .orElse(null);
    }
}
