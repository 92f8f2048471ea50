package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.database.ListOrder;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOrder;
import dev.berth.control.node.NodeRefusal;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.NodeStates;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.RestoreNode;
import dev.berth.control.placement.Placement;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Nodes: ordered, looked at, started, stopped and deleted. */
final class NodeRoutes {
    private final Database database;
    private final NodeViews views;
    private final CreateNode createNode;
    private final ChangeNode changeNode;
    private final RestoreNode restoreNode;
    private final Runnable nudge;

    NodeRoutes(
            Database database,
            NodeViews views,
            CreateNode createNode,
            ChangeNode changeNode,
            RestoreNode restoreNode,
            Runnable nudge) {
        this.database = database;
        this.views = views;
        this.createNode = createNode;
        this.changeNode = changeNode;
        this.restoreNode = restoreNode;
        this.nudge = nudge;
    }

    /** Something that is wanted of a node. */
    private interface Wish {
        ChangeNode.Outcome of(Scope scope, NodeId node, Actor by);
    }

    void register(Routes routes) {
        routes.on("listNodes", this::list)
                .places("createNode", this::create, nudge)
                .on("previewNode", this::preview)
                .on("showNode", this::show)
                .on("changeNode", this::change)
                .on("startNode", call -> change(call, changeNode::start))
                .on("stopNode", call -> change(call, changeNode::stop))
                .on("restartNode", call -> change(call, changeNode::restart))
                .on("deleteNode", call -> change(call, deletion(call)))
                .places("restoreNode", this::restore, nudge);
    }

    private Reply list(ApiCall call) {
        HostId host = host(call);
        String sort = call.text("sort");
        return Reply.ok(call.scope().in(database, tx -> {
            Nodes.Filter filter = filter(tx, call, host);
            return switch (sort) {
                case "state", "-state" -> byState(tx, call, filter, sort.startsWith("-"));
                default -> inOrder(tx, call, filter, ListOrder.parse(sort));
            };
        }));
    }

    private ObjectNode inOrder(DSLContext tx, ApiCall call, Nodes.Filter filter, ListOrder order) {
        List<Node> found = Nodes.list(tx, call.scope(), filter, order, call.cursorId(), call.limit() + 1);
        return Page.of(
                views.of(tx, call, found),
                call.limit(),
                view -> view,
                view -> view.get("id").asText());
    }

    private ObjectNode byState(DSLContext tx, ApiCall call, Nodes.Filter filter, boolean down) {
        List<NodeStates.Place> places = NodeStates.list(tx, call.scope(), filter, down, place(call), call.limit() + 1);
        Map<NodeId, Node> nodes =
                Nodes.all(tx, places.stream().map(NodeStates.Place::node).toList());
        List<Node> found = places.stream()
                .map(place -> Objects.requireNonNull(nodes.get(place.node())))
                .toList();
        var shown = views.of(tx, call, found).iterator();
        return Page.of(places, call.limit(), _ -> shown.next(), place -> place);
    }

    private static NodeStates.@Nullable Place place(ApiCall call) {
        String cursor = call.cursor();
        try {
            return cursor == null ? null : NodeStates.Place.parse(cursor);
        } catch (IllegalArgumentException e) {
            throw call.badCursor();
        }
    }

    private static Nodes.Filter filter(DSLContext tx, ApiCall call, @Nullable HostId host) {
        String pool = call.textOrNull("pool");
        return new Nodes.Filter(
                pool == null ? null : PoolRoutes.find(tx, pool).id(),
                host,
                call.textOrNull("network"),
                call.textOrNull("named"),
                call.texts("state").stream().map(NodeState.Name::valueOf).collect(Collectors.toSet()),
                call.flag("gone"));
    }

    /** Which host a node is on is for operators to know. */
    private @Nullable HostId host(ApiCall call) {
        String name = call.textOrNull("host");
        if (name == null) return null;
        if (call.caller().role() != Role.OPERATOR)
            throw Problem.forbidden("query:host came (expected: of an operator alone)")
                    .exception();
        return database.asPlatform(tx -> HostRoutes.find(tx, name)).id();
    }

    private Reply show(ApiCall call) {
        return Reply.ok(call.scope().in(database, tx -> {
            Node node = find(tx, call);
            ObjectNode view = views.of(tx, call, List.of(node)).getFirst();
            return view.set("metrics", MetricRoutes.now(tx, node));
        }));
    }

    private Reply.Json create(DSLContext tx, ApiCall call) {
        return switch (createNode.create(tx, order(call))) {
            case CreateNode.Outcome.Accepted accepted -> {
                if (call.body().has("onDrain"))
                    Nodes.onDrain(tx, accepted.node().id(), onDrain(call.body()));
                if (call.body().has("onDataLoss"))
                    Nodes.onDataLoss(tx, accepted.node().id(), onDataLoss(call.body()));
                yield OperationRoutes.accepted(
                        OperationRoutes.find(tx, new Scope.OneTenant(call.owner()), accepted.operation()));
            }
            case CreateNode.Outcome.Refused(var refusal) ->
                throw Refusals.problem(refusal).exception();
        };
    }

    private Reply preview(ApiCall call) {
        boolean operator = call.caller().role() == Role.OPERATOR;
        return switch (createNode.preview(order(call))) {
            case CreateNode.Preview.Placed(var host, var resources) -> {
                ObjectNode view = View.object().put("placeable", true).put("host", operator ? host : null);
                view.putArray("refusals");
                view.set("resources", LeaseRoutes.view(resources));
                yield Reply.ok(view);
            }
            case CreateNode.Preview.Refused(NodeRefusal.NoCapacity(var nowhere)) -> {
                ObjectNode view = View.object().put("placeable", false).putNull("host");
                var refusals = view.putArray("refusals");
                for (Placement.Offer offer : nowhere.offers())
                    refusals.addObject()
                            .put("host", operator ? offer.hostName() : "a host")
                            .put("reason", offer.refusal().orElse(""));
                view.set("resources", NullNode.getInstance());
                yield Reply.ok(view);
            }
            case CreateNode.Preview.Refused(var refusal) ->
                throw Refusals.problem(refusal).exception();
        };
    }

    private Wish deletion(ApiCall call) {
        String days = call.textOrNull("keepDataDays");
        if (days == null) return changeNode::delete;
        var kept = Duration.ofDays(Long.parseLong(days));
        return (scope, node, by) -> changeNode.deleteButKeepData(scope, node, kept, by);
    }

    private Reply.Json restore(DSLContext tx, ApiCall call) {
        Node node = find(tx, call);
        return switch (restoreNode.restore(
                tx, call.scope(), node.id(), call.caller().actor())) {
            case RestoreNode.Outcome.Accepted(var operation) ->
                OperationRoutes.accepted(OperationRoutes.find(tx, call.scope(), operation));
            case RestoreNode.Outcome.NotFound _ ->
                throw Problem.notFound("node", call.text("node")).exception();
            case RestoreNode.Outcome.NotNow(var code, var reason) ->
                throw Problem.conflict(Refusals.word(code), "Not in this state", reason)
                        .exception();
            case RestoreNode.Outcome.Refused(var refusal) ->
                throw Refusals.problem(refusal).exception();
        };
    }

    private static Node.OnDrain onDrain(JsonNode body) {
        return Node.OnDrain.of(body.get("onDrain").asText());
    }

    private static Node.OnDataLoss onDataLoss(JsonNode body) {
        return Node.OnDataLoss.of(body.get("onDataLoss").asText());
    }

    private Reply change(ApiCall call) {
        Node node = call.scope().in(database, tx -> find(tx, call));
        if (node.membership().isPresent())
            throw Problem.conflict(
                            "pool-member",
                            "Its pool decides",
                            "members of pools are replaced by their pool in any case")
                    .exception();
        database.doAsPlatform(tx -> {
            var said = new ArrayList<String>();
            if (call.body().has("onDrain")) {
                Nodes.onDrain(tx, node.id(), onDrain(call.body()));
                said.add("when its host is to be emptied, or is lost: "
                        + onDrain(call.body()).text());
            }
            if (call.body().has("onDataLoss")) {
                Nodes.onDataLoss(tx, node.id(), onDataLoss(call.body()));
                said.add("when its data is lost: " + onDataLoss(call.body()).text());
            }
            Events.record(
                    tx,
                    new NewEvent(
                            node.tenant(),
                            call.caller().actor(),
                            "node.changed",
                            Subject.of("node", node.id()),
                            String.join("; ", said)));
        });
        nudge.run();
        return show(call);
    }

    private Reply change(ApiCall call, Wish wish) {
        Node node = call.scope().in(database, tx -> find(tx, call));
        return switch (wish.of(call.scope(), node.id(), call.caller().actor())) {
            case ChangeNode.Outcome.Accepted(var operation) ->
                OperationRoutes.accepted(
                        call.scope().in(database, tx -> OperationRoutes.find(tx, call.scope(), operation)));
            case ChangeNode.Outcome.NotFound _ ->
                throw Problem.notFound("node", call.text("node")).exception();
            case ChangeNode.Outcome.Refused(var code, var reason) ->
                throw Problem.conflict(Refusals.word(code), "Not in this state", reason)
                        .exception();
        };
    }

    /** The node in the path, if it is among those that the caller sees. */
    static Node find(DSLContext tx, ApiCall call) {
        String name = call.text("node");
        return Nodes.find(tx, call.scope(), name)
                .orElseThrow(() -> Problem.notFound("node", name).exception());
    }

    private static NodeOrder order(ApiCall call) {
        JsonNode body = call.body();
        return new NodeOrder(
                call.owner(),
                body.path("name").asText(null),
                body.get("template").asText(),
                body.has("version") ? new TemplateHash(body.get("version").asText()) : null,
                body.path("network").asText(null),
                body.path("size").asText(null),
                Refusals.parameters(body),
                Refusals.constraints(body),
                Optional.empty(),
                call.caller().actor());
    }
}
