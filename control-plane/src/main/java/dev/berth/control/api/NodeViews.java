package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.advice.Advices;
import dev.berth.control.database.Database;
import dev.berth.control.disk.NodeDisk;
import dev.berth.control.lease.Lease;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOverview;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.pool.Pool;
import dev.berth.control.pool.PoolId;
import dev.berth.control.pool.Pools;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Tenants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Nodes as the API shows them. */
final class NodeViews {
    private final Templates templates;
    private final NodeOverviews overviews;

    NodeViews(Templates templates) {
        this.templates = templates;
        this.overviews = new NodeOverviews(templates);
    }

    /** One for each of the nodes, in their order. */
    List<ObjectNode> of(DSLContext tx, ApiCall call, List<Node> nodes) {
        Instant now = Database.now(tx);
        Map<UUID, String> tenants =
                Tenants.names(tx, nodes.stream().map(Node::tenant).distinct().toList());
        Map<PoolId, String> pools = new HashMap<>();
        nodes.stream()
                .flatMap(node -> node.membership().stream())
                .map(Node.Membership::pool)
                .distinct()
                .forEach(pool -> Pools.find(tx, pool).map(Pool::name).ifPresent(name -> pools.put(pool, name)));
        Map<NodeId, List<Advices.Given>> advice =
                Advices.of(tx, nodes.stream().map(Node::id).toList());
        var views = new ArrayList<ObjectNode>();
        for (NodeOverview overview : overviews.of(tx, nodes, now)) {
            Node node = overview.node();
            ObjectNode view = identity(node, tenants.get(node.tenant().value()));
            view.put(
                    "template",
                    templates.required(tx, node.template()).template().name());
            view.put("pool", node.membership().map(of -> pools.get(of.pool())).orElse(null));
            state(view, overview.state());
            seen(view, overview);
            view.set("lease", lease(overview));
            view.set("disk", disk(overview));
            advice(view, advice.getOrDefault(node.id(), List.of()));
            boolean operator = call.caller().role() == Role.OPERATOR;
            view.put("host", operator ? overview.lease().map(Lease::hostName).orElse(null) : null);
            views.add(view);
        }
        return views;
    }

    private static ObjectNode identity(Node node, @Nullable String tenantName) {
        ObjectNode view = View.object().put("id", node.id().toString()).put("name", node.name());
        view.set("tenant", View.named(node.tenant(), tenantName));
        view.put("version", node.template().value())
                .put("network", node.network())
                .put("size", node.size());
        ObjectNode parameters = view.putObject("parameters");
        node.parameters().values().forEach(parameters::set);
        return view.put(
                        "poolRole",
                        node.membership().map(of -> lower(of.role())).orElse(null))
                .put("onDrain", node.onDrain().text())
                .put("onDataLoss", node.onDataLoss().text())
                .put("desired", lower(node.desired()))
                .put("generation", node.generation())
                .put("createdAt", node.createdAt().toString())
                .put("goneAt", View.time(node.goneAt().orElse(null)));
    }

    private static void state(ObjectNode view, NodeState state) {
        String code = switch (state) {
            case NodeState.Degraded degraded -> degraded.code();
            case NodeState.Failed failed -> failed.code();
            default -> null;
        };
        view.put("state", state.name()).put("code", code).put("reason", state.reason());
    }

    /** What it is leased by; null before there is a place, and when there is none any more. */
    private static JsonNode lease(NodeOverview overview) {
        return overview.lease()
                .filter(lease -> lease.endedAt().isEmpty())
                .<JsonNode>map(lease -> View.object()
                        .put("id", lease.id().toString())
                        .put("state", lease.state().text())
                        .put("endsAt", View.time(lease.endsAt().orElse(null))))
                .orElseGet(NullNode::getInstance);
    }

    private static void advice(ObjectNode view, List<Advices.Given> given) {
        var items = view.putArray("advice");
        for (Advices.Given one : given)
            items.addObject()
                    .put("code", one.advice().code().name())
                    .put("unit", one.advice().unit())
                    .put("advice", one.advice().text())
                    .put("size", one.advice().size().orElse(null))
                    .put("at", one.at().toString());
    }

    /** What it has of the disk that it reserved; null while nobody knows. */
    private static JsonNode disk(NodeOverview overview) {
        Optional<NodeDisk> disk = overview.disk();
        return overview.lease()
                .flatMap(lease -> disk.flatMap(known -> known.fill(lease.held().diskBytes())))
                .<JsonNode>map(fill -> {
                    ObjectNode view = fill.numbers();
                    view.remove("floorBytes");
                    return view.put("level", disk.orElseThrow().level().text());
                })
                .orElseGet(NullNode::getInstance);
    }

    private static void seen(ObjectNode view, NodeOverview overview) {
        var conditions = view.putArray("conditions");
        NodeSeen seen = overview.seen().orElse(null);
        if (seen != null)
            for (NodeSeen.Condition condition : seen.conditions())
                conditions
                        .addObject()
                        .put("condition", condition.condition())
                        .put("met", condition.met())
                        .put("detail", condition.detail());
        view.put("head", seen == null ? null : seen.head()).put("peers", seen == null ? null : seen.peers());
        var units = view.putArray("units");
        for (UnitSeen unit : overview.units()) {
            ObjectNode one = units.addObject()
                    .put("unit", unit.unit())
                    .put("generation", unit.generation())
                    .put("state", lower(unit.state()));
            ObjectNode addresses = one.putObject("addresses");
            unit.addresses().forEach(addresses::put);
            one.put("exitCode", unit.exitCode())
                    .put("outOfMemory", unit.oomKilled())
                    .put("starts", unit.starts())
                    .put("startedAt", View.time(unit.startedAt()))
                    .put("lastLog", unit.lastLog());
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
