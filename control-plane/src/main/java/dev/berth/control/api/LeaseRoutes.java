package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.lease.FundLease;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseId;
import dev.berth.control.lease.LeaseOutcome;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.ReclaimLease;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.Escrow;
import dev.berth.control.ledger.Escrows;
import dev.berth.control.ledger.ServedTime;
import dev.berth.control.node.Nodes;
import dev.berth.control.placement.Resources;
import dev.berth.control.tenant.Agreement;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Tenants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What nodes hold of hosts, at what price. */
final class LeaseRoutes {
    private final Database database;

    private final ReclaimLease reclaim;
    private final FundLease fund;

    LeaseRoutes(Database database, ReclaimLease reclaim, FundLease fund) {
        this.database = database;
        this.reclaim = reclaim;
        this.fund = fund;
    }

    void register(Routes routes) {
        routes.on("listLeases", this::list)
                .on("showLease", this::show)
                .on(
                        "giveNotice",
                        call -> done(
                                call,
                                reclaim.notice(
                                        id(call),
                                        call.body().hasNonNull("noticeSeconds")
                                                ? (Long) call.body()
                                                        .get("noticeSeconds")
                                                        .asLong()
                                                : null,
                                        call.body().get("reason").asText(),
                                        call.caller().actor())))
                .on(
                        "takeNoticeBack",
                        call -> done(
                                call, reclaim.takeBack(id(call), call.caller().actor())))
                .on(
                        "topUpLease",
                        call -> done(
                                call,
                                fund.topUp(
                                        call.scope(),
                                        id(call),
                                        AccountRoutes.amount(call),
                                        call.caller().actor())))
                .on(
                        "withdrawFromLease",
                        call -> done(call, fund.withdraw(id(call), call.caller().actor())));
    }

    private static LeaseId id(ApiCall call) {
        return new LeaseId(call.id("lease"));
    }

    private Reply done(ApiCall call, LeaseOutcome outcome) {
        return switch (outcome) {
            case LeaseOutcome.Done(var lease) ->
                Reply.ok(call.scope().in(database, tx -> view(call, lease, known(tx, List.of(lease)))));
            case LeaseOutcome.NotFound _ -> throw notFound(id(call));
            case LeaseOutcome.Refused(var code, var reason) ->
                throw Problem.conflict(Refusals.word(code), "Not in this state", reason)
                        .exception();
        };
    }

    private static ProblemException notFound(LeaseId id) {
        return Problem.notFound("lease", id.toString()).exception();
    }

    private Reply list(ApiCall call) {
        Optional<LeaseId> before = Optional.ofNullable(call.cursorId()).map(LeaseId::new);
        var filter = call.flag("open") ? Leases.Filter.OPEN : Leases.Filter.ALL;
        return Reply.ok(call.scope().in(database, tx -> {
            List<Lease> found = Leases.before(tx, call.scope(), filter, before, call.limit() + 1);
            Known known = known(tx, found);
            return Page.of(found, call.limit(), lease -> view(call, lease, known), Lease::id);
        }));
    }

    private Reply show(ApiCall call) {
        LeaseId id = id(call);
        return Reply.ok(call.scope().in(database, tx -> {
            Lease lease = Leases.find(tx, call.scope(), id).orElseThrow(() -> notFound(id));
            return view(call, lease, known(tx, List.of(lease)));
        }));
    }

    /** What the tenants and nodes of some leases are called, how long each has served, and what prepaid ones hold. */
    private record Known(
            Map<UUID, String> tenants,
            Map<UUID, String> nodes,
            Map<LeaseId, Long> served,
            Map<LeaseId, Escrows.Held> held) {}

    private static Known known(DSLContext tx, List<Lease> leases) {
        return new Known(
                Tenants.names(tx, leases.stream().map(Lease::tenant).distinct().toList()),
                Nodes.names(tx, leases.stream().map(Lease::node).distinct().toList()),
                ServedTime.seconds(tx, leases.stream().map(Lease::id).toList()),
                Escrows.of(tx, leases));
    }

    private static ObjectNode view(ApiCall call, Lease lease, Known known) {
        ObjectNode view = View.object()
                .put("id", lease.id().toString())
                .put("requestId", lease.request().toString());
        view.set(
                "tenant",
                View.named(lease.tenant(), known.tenants().get(lease.tenant().value())));
        view.put("nodeId", lease.node().toString())
                .put("nodeName", known.nodes().get(lease.node().value()))
                .put("host", call.caller().role() == Role.OPERATOR ? lease.hostName() : null)
                .put("state", lease.state().text())
                .put("currency", lease.rate().currency())
                .put("ratePerHour", lease.rate().perHour().stripTrailingZeros().toPlainString())
                .put("platformFeeBps", lease.rate().platformFeeBps());
        view.set("reserved", lease.endedAt().isPresent() ? NullNode.getInstance() : view(lease.held()));
        view.set("agreement", view(lease.agreement()));
        view.put("servedSeconds", known.served().getOrDefault(lease.id(), 0L));
        view.set("account", account(known.held().get(lease.id())));
        Optional<LeaseState.Notice> notice =
                lease.state() instanceof LeaseState.Open open ? open.notice() : Optional.empty();
        return view.put("startedAt", lease.startedAt().toString())
                .put("endsAt", View.time(lease.endsAt().orElse(null)))
                .put("noticeReason", notice.map(LeaseState.Notice::reason).orElse(null))
                .put("ending", View.text(lease.ending().orElse(null)))
                .put("endedAt", View.time(lease.endedAt().orElse(null)))
                .put(
                        "closeCode",
                        lease.state() instanceof LeaseState.Ended ended
                                ? ended.cause().name()
                                : null)
                .put("closeReason", lease.closeReason().orElse(null));
    }

    /** What a prepaid lease holds and has cost; null for one that is paid for by the bill. */
    private static JsonNode account(Escrows.@Nullable Held held) {
        if (held == null) return NullNode.getInstance();
        Escrow.Shares shares = held.escrow().shares(held.seconds());
        OptionalLong depletion = held.escrow().depletion();
        boolean ends = depletion.isPresent() && !held.closed();
        return View.object()
                .put("deposited", text(held.escrow().deposited()))
                .put("accrued", text(shares.total()))
                .put("fee", text(shares.fee()))
                .put("provider", text(shares.provider()))
                .put("withdrawn", text(held.escrow().withdrawn()))
                .put("left", text(held.closed() ? 0 : held.escrow().left(held.seconds())))
                .put("refunded", text(held.refunded()))
                .put("lastsSeconds", ends ? (Long) Math.max(0, depletion.getAsLong() - held.seconds()) : null);
    }

    private static String text(long billionths) {
        return new Amount(billionths).toString();
    }

    static JsonNode view(Agreement agreement) {
        return View.object()
                .put("funding", agreement.funding().text())
                .put("noticeSeconds", agreement.noticeSeconds())
                .put("graceSeconds", agreement.graceSeconds());
    }

    static JsonNode view(Resources resources) {
        return View.object()
                .put("cpuMillis", resources.cpuMillis())
                .put("memoryBytes", resources.memoryBytes())
                .put("diskBytes", resources.diskBytes())
                .put("gpu", resources.gpu());
    }
}
