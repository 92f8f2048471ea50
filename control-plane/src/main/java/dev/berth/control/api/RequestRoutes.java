package dev.berth.control.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.berth.control.database.Database;
import dev.berth.control.lease.DecideRequest;
import dev.berth.control.lease.Request;
import dev.berth.control.lease.RequestId;
import dev.berth.control.lease.Requests;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.Tenants;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Requests for resources, and what operators decide about them. */
final class RequestRoutes {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    private final Database database;
    private final DecideRequest decideRequest;

    RequestRoutes(Database database, DecideRequest decideRequest) {
        this.database = database;
        this.decideRequest = decideRequest;
    }

    void register(Routes routes) {
        routes.on("listRequests", this::list)
                .on("showRequest", this::show)
                .on(
                        "approveRequest",
                        call -> decided(
                                call,
                                decideRequest.approve(
                                        id(call), termsHash(call), call.caller().actor(), reason(call))))
                .on(
                        "rejectRequest",
                        call -> decided(
                                call,
                                decideRequest.reject(
                                        id(call), termsHash(call), call.caller().actor(), reason(call))));
    }

    private Reply list(ApiCall call) {
        String state = call.textOrNull("state");
        Optional<RequestId> before = Optional.ofNullable(call.cursorId()).map(RequestId::new);
        return Reply.ok(call.scope().in(database, tx -> {
            List<Request> found = Requests.before(
                    tx,
                    call.scope(),
                    state == null ? null : Request.State.valueOf(state.toUpperCase(Locale.ROOT)),
                    before,
                    call.limit() + 1);
            return Page.of(found, call.limit(), request -> view(tx, request), Request::id);
        }));
    }

    private Reply show(ApiCall call) {
        return Reply.ok(call.scope()
                .in(
                        database,
                        tx -> Requests.find(tx, call.scope(), id(call))
                                .map(request -> withOffers(call, tx, request))
                                .orElseThrow(() -> notFound(call))));
    }

    private Reply decided(ApiCall call, DecideRequest.Outcome outcome) {
        return switch (outcome) {
            case DecideRequest.Outcome.Decided(var request) -> Reply.ok(database.asPlatform(tx -> view(tx, request)));
            case DecideRequest.Outcome.NotFound _ -> throw notFound(call);
            case DecideRequest.Outcome.Refused(var code, var reasons) ->
                throw Problem.conflict(Refusals.word(code), "Nothing was decided", String.join("; ", reasons))
                        .exception();
        };
    }

    private static ProblemException notFound(ApiCall call) {
        return Problem.notFound("request", call.text("request")).exception();
    }

    private static RequestId id(ApiCall call) {
        return new RequestId(call.id("request"));
    }

    private static String termsHash(ApiCall call) {
        return call.body().get("termsHash").asText();
    }

    private static String reason(ApiCall call) {
        return call.body().path("reason").asText();
    }

    /** Tenants do not learn of hosts, nor does who acts for one. */
    private static ObjectNode withOffers(ApiCall call, DSLContext tx, Request request) {
        ObjectNode view = view(tx, request);
        if (!(call.scope() instanceof Scope.Everybody)) return view;
        ArrayNode offers = view.putArray("offers");
        Requests.offers(tx, request.id()).properties().forEach(answer -> {
            ObjectNode offer = offers.addObject().put("host", answer.getKey());
            if (answer.getValue().isNumber()) offer.set("score", answer.getValue());
            else offer.set("reason", answer.getValue());
        });
        return view;
    }

    private static ObjectNode view(DSLContext tx, Request request) {
        Map<UUID, String> names = Tenants.names(tx, List.of(request.tenant()));
        ObjectNode view = View.object().put("id", request.id().toString());
        view.set(
                "tenant",
                View.named(request.tenant(), names.get(request.tenant().value())));
        view.put("nodeId", request.node().toString())
                .put("state", request.state().name().toLowerCase(Locale.ROOT))
                .put("reason", request.reason().orElse(null));
        view.set("terms", JSON.valueToTree(request.terms()));
        view.put("termsHash", request.termsHash());
        var approvals = view.putArray("approvals");
        for (Requests.Approval approval : Requests.approvals(tx, request.id()))
            approvals
                    .addObject()
                    .put("decision", approval.approved() ? "approved" : "rejected")
                    .put("decidedBy", approval.decidedBy())
                    .put("reason", approval.reason())
                    .put("decidedAt", approval.decidedAt().toString());
        return view.put("createdBy", request.createdBy())
                .put("createdAt", request.createdAt().toString())
                .put("expiresAt", View.time(request.expiresAt().orElse(null)));
    }
}
