package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseId;
import dev.berth.control.lease.Leases;
import dev.berth.control.node.Nodes;
import dev.berth.control.placement.Resources;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Tenants;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** What nodes hold of hosts, at what price. */
final class LeaseRoutes {
    private final Database database;

    LeaseRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listLeases", this::list).on("showLease", this::show);
    }

    private Reply list(ApiCall call) {
        Optional<LeaseId> before = Optional.ofNullable(call.cursorId()).map(LeaseId::new);
        var filter = call.flag("open") ? Leases.Filter.OPEN : Leases.Filter.ALL;
        return Reply.ok(call.scope().in(database, tx -> {
            List<Lease> found = Leases.before(tx, call.scope(), filter, before, call.limit() + 1);
            Named named = named(tx, found);
            return Page.of(found, call.limit(), lease -> view(call, lease, named), Lease::id);
        }));
    }

    private Reply show(ApiCall call) {
        var id = new LeaseId(call.id("lease"));
        return Reply.ok(call.scope().in(database, tx -> {
            Lease lease = Leases.find(tx, call.scope(), id)
                    .orElseThrow(() -> Problem.notFound("lease", id.toString()).exception());
            return view(call, lease, named(tx, List.of(lease)));
        }));
    }

    /** What the tenants and nodes of some leases are called. */
    private record Named(Map<UUID, String> tenants, Map<UUID, String> nodes) {}

    private static Named named(DSLContext tx, List<Lease> leases) {
        return new Named(
                Tenants.names(tx, leases.stream().map(Lease::tenant).distinct().toList()),
                Nodes.names(tx, leases.stream().map(Lease::node).distinct().toList()));
    }

    private static ObjectNode view(ApiCall call, Lease lease, Named named) {
        ObjectNode view = View.object()
                .put("id", lease.id().toString())
                .put("requestId", lease.request().toString());
        view.set(
                "tenant",
                View.named(lease.tenant(), named.tenants().get(lease.tenant().value())));
        view.put("nodeId", lease.node().toString())
                .put("nodeName", named.nodes().get(lease.node().value()))
                .put("host", call.caller().role() == Role.OPERATOR ? lease.hostName() : null)
                .put("state", lease.state().name().toLowerCase(Locale.ROOT))
                .put("currency", lease.rate().currency())
                .put("ratePerHour", lease.rate().perHour().stripTrailingZeros().toPlainString())
                .put("platformFeeBps", lease.rate().platformFeeBps());
        view.set("reserved", lease.endedAt().isPresent() ? NullNode.getInstance() : view(lease.held()));
        return view.put("startedAt", lease.startedAt().toString())
                .put("endedAt", View.time(lease.endedAt().orElse(null)))
                .put("closeReason", lease.closeReason().orElse(null));
    }

    static JsonNode view(Resources resources) {
        return View.object()
                .put("cpuMillis", resources.cpuMillis())
                .put("memoryBytes", resources.memoryBytes())
                .put("diskBytes", resources.diskBytes())
                .put("gpu", resources.gpu());
    }
}
