package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeOverview;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.pool.ChangePool;
import dev.berth.control.pool.CreatePool;
import dev.berth.control.pool.Pool;
import dev.berth.control.pool.PoolId;
import dev.berth.control.pool.Pools;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.template.Templates;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Pools of shared nodes: everybody sees them, operators change them. */
final class PoolRoutes {
    private final Database database;
    private final Templates templates;
    private final NodeOverviews overviews;
    private final CreatePool createPool;
    private final ChangePool changePool;
    private final Runnable nudge;

    PoolRoutes(Database database, Templates templates, CreatePool createPool, ChangePool changePool, Runnable nudge) {
        this.database = database;
        this.templates = templates;
        this.overviews = new NodeOverviews(templates);
        this.createPool = createPool;
        this.changePool = changePool;
        this.nudge = nudge;
    }

    void register(Routes routes) {
        routes.on("listPools", this::list)
                .places("createPool", this::create, nudge)
                .on("showPool", this::show)
                .on(
                        "resizePool",
                        call -> change(
                                call,
                                id -> changePool.resize(
                                        id,
                                        call.body().get("size").asInt(),
                                        call.caller().actor())))
                .on(
                        "restartPool",
                        call -> change(
                                call, id -> changePool.restart(id, call.caller().actor())))
                .on(
                        "deletePool",
                        call -> change(
                                call, id -> changePool.delete(id, call.caller().actor())));
    }

    /** What an operator wants of a pool. */
    private interface Wish {
        ChangePool.Outcome of(PoolId pool);
    }

    private Reply list(ApiCall call) {
        var filter = new Pools.Filter(call.textOrNull("network"), call.textOrNull("named"));
        Optional<PoolId> before = Optional.ofNullable(call.cursorId()).map(PoolId::new);
        return Reply.ok(database.asPlatform(tx -> {
            List<Pool> found = Pools.before(tx, filter, before, call.limit() + 1);
            return Page.of(found, call.limit(), pool -> view(tx, pool), Pool::id);
        }));
    }

    private Reply show(ApiCall call) {
        return Reply.ok(database.asPlatform(tx -> view(tx, find(tx, call.text("pool")))));
    }

    private Reply.Json create(DSLContext tx, ApiCall call) {
        JsonNode body = call.body();
        var order = new CreatePool.Order(
                body.get("name").asText(),
                body.get("template").asText(),
                body.has("version") ? new TemplateHash(body.get("version").asText()) : null,
                body.path("network").asText(null),
                body.path("nodeSize").asText(null),
                Refusals.parameters(body),
                Refusals.constraints(body),
                body.get("size").asInt(),
                call.caller().actor());
        return switch (createPool.create(tx, order)) {
            case CreatePool.Outcome.Created(var pool) -> Reply.created(view(tx, pool));
            case CreatePool.Outcome.Refused(var refusal) ->
                throw Refusals.problem(refusal).exception();
        };
    }

    private Reply change(ApiCall call, Wish wish) {
        String name = call.text("pool");
        PoolId id = database.asPlatform(tx -> find(tx, name).id());
        return switch (wish.of(id)) {
            case ChangePool.Outcome.Changed(var pool) -> Reply.ok(database.asPlatform(tx -> view(tx, pool)));
            case ChangePool.Outcome.NotFound _ ->
                throw Problem.notFound("pool", name).exception();
            case ChangePool.Outcome.Refused(var code, var reason) ->
                throw Problem.conflict(Refusals.word(code), "Not in this state", reason)
                        .exception();
        };
    }

    static Pool find(DSLContext tx, String nameOrId) {
        Optional<Pool> found =
                View.isId(nameOrId) ? Pools.find(tx, new PoolId(UUID.fromString(nameOrId))) : Pools.named(tx, nameOrId);
        return found.filter(pool -> pool.deletedAt().isEmpty())
                .orElseThrow(() -> Problem.notFound("pool", nameOrId).exception());
    }

    /** How many members a restart of the pool has yet to come to. */
    private static long restartsLeft(Pool pool, List<NodeOverview> members) {
        return members.stream()
                .filter(member -> member.node().desired() == Node.Desired.RUNNING)
                .filter(member -> member.node()
                        .membership()
                        .filter(of -> of.revision() < pool.revision())
                        .isPresent())
                .count();
    }

    private ObjectNode view(DSLContext tx, Pool pool) {
        List<NodeOverview> members = overviews.of(tx, Nodes.ofPool(tx, pool.id()), Instant.now()).stream()
                .filter(overview -> overview.node()
                        .membership()
                        .filter(of -> of.role() == Node.PoolRole.MEMBER)
                        .isPresent())
                .toList();
        long ready = members.stream()
                .filter(overview -> overview.state() instanceof NodeState.Ready)
                .count();
        ObjectNode view = View.object()
                .put("id", pool.id().toString())
                .put("name", pool.name())
                .put("network", pool.network())
                .put(
                        "template",
                        templates.required(tx, pool.template()).template().name())
                .put("version", pool.template().value())
                .put("nodeSize", pool.size())
                .put("replication", pool.replication().name().toLowerCase(Locale.ROOT));
        ObjectNode parameters = view.putObject("parameters");
        pool.parameters().values().forEach(parameters::set);
        return view.put("wantedSize", pool.wantedSize())
                .put("size", members.size())
                .put("readySize", ready)
                .put("restartsLeft", restartsLeft(pool, members))
                .put("createdAt", pool.createdAt().toString())
                .put("deletedAt", View.time(pool.deletedAt().orElse(null)));
    }
}
