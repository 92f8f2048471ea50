package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.database.ListOrder;
import dev.berth.control.endpoint.Allowlists;
import dev.berth.control.endpoint.CreateEndpoint;
import dev.berth.control.endpoint.Endpoint;
import dev.berth.control.endpoint.Endpoints;
import dev.berth.control.endpoint.Limits;
import dev.berth.control.endpoint.Revocation;
import dev.berth.control.endpoint.RevokeKeys;
import dev.berth.control.endpoint.Target;
import dev.berth.control.endpoint.TokenTrust;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.issuer.FetchIssuerKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/** Endpoints: where a tenant's calls go, and what is let through. */
final class EndpointRoutes {
    private final Database database;
    private final CreateEndpoint createEndpoint;
    private final RevokeKeys revokeKeys;
    private final EndpointKeyRoutes keys;
    private final FetchIssuerKeys issuers;

    EndpointRoutes(
            Database database,
            CreateEndpoint createEndpoint,
            RevokeKeys revokeKeys,
            EndpointKeyRoutes keys,
            FetchIssuerKeys issuers) {
        this.database = database;
        this.createEndpoint = createEndpoint;
        this.revokeKeys = revokeKeys;
        this.keys = keys;
        this.issuers = issuers;
    }

    void register(Routes routes) {
        routes.on("listEndpoints", this::list)
                .creates("createEndpoint", this::create)
                .on("showEndpoint", this::show)
                .on("changeEndpoint", this::change)
                .on("deleteEndpoint", this::delete);
    }

    private Reply list(ApiCall call) {
        var filter = new Endpoints.Filter(call.textOrNull("network"), call.textOrNull("named"));
        ListOrder order = ListOrder.parse(call.text("sort"));
        var found = call.scope()
                .in(database, tx -> Endpoints.list(tx, call.scope(), filter, order, call.cursorId(), call.limit() + 1));
        return Reply.ok(Page.of(found, call.limit(), EndpointRoutes::view, Endpoint::id));
    }

    private Reply.Json create(DSLContext tx, ApiCall call) {
        JsonNode body = call.body();
        if (body.has("pool") == body.has("node"))
            throw Problem.invalid(List.of(
                            FieldError.of("/pool", "pool and node: both or neither (expected: exactly one of them)")))
                    .exception();
        boolean onPool = body.has("pool");
        String target = body.get(onPool ? "pool" : "node").asText();
        String name = body.get("name").asText();
        TokenTrust tokens = body.hasNonNull("tokens") ? EndpointTokens.given(body.get("tokens")) : null;
        var wish = new CreateEndpoint.Wish(call.owner(), name, onPool, target, limits(Limits.NONE, body), tokens);
        return switch (createEndpoint.create(tx, wish, call.caller().actor())) {
            case CreateEndpoint.Outcome.Created(var endpoint, var key) -> {
                ObjectNode view = view(endpoint);
                view.set("key", keys.withText(tx, endpoint, key));
                yield Reply.created(view);
            }
            case CreateEndpoint.Outcome.NameTaken _ ->
                throw Problem.conflict(
                                "name-taken",
                                "The name is taken",
                                "An endpoint '" + name + "' exists (expected: another name)")
                        .exception();
            case CreateEndpoint.Outcome.NoSuchTarget _ ->
                throw Problem.unprocessable(List.of(FieldError.of(
                                onPool ? "/pool" : "/node",
                                target + " (expected: "
                                        + (onPool ? "a pool)" : "a dedicated node of the tenant's own)"))))
                        .exception();
        };
    }

    private Reply show(ApiCall call) {
        return Reply.ok(view(call.scope().in(database, tx -> find(tx, call))));
    }

    private Reply change(ApiCall call) {
        boolean changesTokens = call.body().has("tokens");
        if (changesTokens) call.scope().in(database, tx -> find(tx, call)); // before anybody is asked for keys
        TokenTrust tokens = changesTokens ? EndpointTokens.read(call.body().get("tokens"), issuers) : null;
        return Reply.ok(view(call.scope().in(database, tx -> {
            Endpoint endpoint = locked(tx, call);
            if (changesTokens) Endpoints.trust(tx, endpoint.id(), tokens);
            Endpoints.limit(tx, endpoint.id(), limits(endpoint.limits(), call.body()));
            Events.record(
                    tx,
                    new NewEvent(
                            endpoint.tenant(),
                            call.caller().actor(),
                            "endpoint.changed",
                            Subject.of("endpoint", endpoint.id()),
                            fields(call)));
            return find(tx, call);
        })));
    }

    private Reply delete(ApiCall call) {
        Endpoint endpoint = call.scope().in(database, tx -> find(tx, call));
        return Reply.ok(revocation(
                revokeKeys.deleteEndpoint(call.scope(), endpoint, call.caller().actor())));
    }

    /** The endpoint in the path, if it is among those that the caller sees. */
    static Endpoint find(DSLContext tx, ApiCall call) {
        return existing(Endpoints.find(tx, call.scope(), call.text("endpoint")), call);
    }

    /** As {@link #find}; nobody else changes it before the transaction ends. */
    static Endpoint locked(DSLContext tx, ApiCall call) {
        return existing(Endpoints.lock(tx, call.scope(), call.text("endpoint")), call);
    }

    /** What a change changes, for its event. */
    static String fields(ApiCall call) {
        return String.join(
                ", ", call.body().propertyStream().map(Map.Entry::getKey).toList());
    }

    private static Endpoint existing(Optional<Endpoint> found, ApiCall call) {
        return found.orElseThrow(
                () -> Problem.notFound("endpoint", call.text("endpoint")).exception());
    }

    /** The limits with what {@code body} says; what it does not say stays. */
    private static Limits limits(Limits before, JsonNode body) {
        return new Limits(
                AllowanceView.changed(before.allowance(), body),
                body.path("maxBatchItems").asInt(before.maxBatchItems()),
                lists(before.lists(), body));
    }

    private static Allowlists lists(Allowlists before, JsonNode body) {
        List<String> sources = texts(body, "allowedSources", before.sources());
        Allowlists.notARange(sources).ifPresent(source -> {
            String place = "/allowedSources/" + sources.indexOf(source);
            var wrong = FieldError.of(place, "\"" + source + "\" (expected: an address or a CIDR range)");
            throw Problem.unprocessable(List.of(wrong)).exception();
        });
        return new Allowlists(
                texts(body, "allowedMethods", before.methods()),
                texts(body, "allowedOrigins", before.origins()),
                sources,
                texts(body, "allowedContracts", before.contracts()),
                body.path("listsDryRun").asBoolean(before.dryRun()));
    }

    private static List<String> texts(JsonNode body, String name, List<String> before) {
        return body.has(name)
                ? body.get(name).valueStream().map(JsonNode::asText).toList()
                : before;
    }

    static ObjectNode revocation(Revocation revocation) {
        ObjectNode view = View.object();
        view.set(
                "keyIds",
                View.texts(revocation.keys().stream().map(Object::toString).toList()));
        view.put("revokedAt", revocation.at().toString()).put("effective", revocation.effective());
        var cutOff = view.putArray("cutOff");
        for (Revocation.CutOff proxy : revocation.cutOff())
            cutOff.addObject()
                    .put("proxyId", proxy.proxy().toString())
                    .put("connected", proxy.connected())
                    .put("lastSeen", proxy.lastSeen().toString());
        return view;
    }

    private static ObjectNode view(Endpoint endpoint) {
        ObjectNode view = View.object().put("id", endpoint.id().toString()).put("name", endpoint.name());
        view.set("tenant", View.named(endpoint.tenant(), endpoint.tenantName()));
        view.put("network", endpoint.network())
                .put("pool", endpoint.target() instanceof Target.ToPool pool ? pool.name() : null)
                .put("node", endpoint.target() instanceof Target.ToNode node ? node.name() : null);
        AllowanceView.put(view, endpoint.limits().allowance());
        view.put("maxBatchItems", endpoint.limits().maxBatchItems());
        Allowlists lists = endpoint.limits().lists();
        view.set("allowedMethods", View.texts(lists.methods()));
        view.set("allowedOrigins", View.texts(lists.origins()));
        view.set("allowedSources", View.texts(lists.sources()));
        view.set("allowedContracts", View.texts(lists.contracts()));
        view.put("listsDryRun", lists.dryRun());
        EndpointTokens.put(view, endpoint.tokens());
        return view.put("createdAt", endpoint.createdAt().toString()).put("deletedAt", View.time(endpoint.deletedAt()));
    }
}
