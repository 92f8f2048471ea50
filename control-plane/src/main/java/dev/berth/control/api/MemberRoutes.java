package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.signin.MemberLinks;
import dev.berth.control.signin.MemberLinks.Purpose;
import dev.berth.control.signin.SecondFactor;
import dev.berth.control.tenant.Member;
import dev.berth.control.tenant.MemberId;
import dev.berth.control.tenant.Members;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Scope;
import java.util.List;
import java.util.Locale;
import org.jooq.DSLContext;

/** A tenant's people, and the operator's. */
final class MemberRoutes {
    private final Database database;
    private final SecondFactor secondFactor;
    private final DashboardUrl dashboard;

    MemberRoutes(Database database, SecondFactor secondFactor, DashboardUrl dashboard) {
        this.database = database;
        this.secondFactor = secondFactor;
        this.dashboard = dashboard;
    }

    void register(Routes routes) {
        routes.on("listMembers", this::list)
                .creates("addMember", this::add)
                .on("removeMember", this::remove)
                .on("resetMember", this::reset);
    }

    private Reply list(ApiCall call) {
        var found = call.scope().in(database, tx -> Members.list(tx, call.scope(), call.cursorId(), call.limit() + 1));
        return Reply.ok(Page.of(found, call.limit(), MemberRoutes::view, Member::id));
    }

    private Reply.Json add(DSLContext tx, ApiCall call) {
        String email = call.body().get("email").asText().toLowerCase(Locale.ROOT);
        Role role = Role.of(call.body().get("role").asText());
        boolean operator = role == Role.OPERATOR;
        if (operator) refuseOperator(call);
        MemberId id = (operator ? Members.addOperator(tx, email) : Members.add(tx, call.owner(), email, role))
                .orElseThrow(() -> Problem.conflict(
                                "name-taken",
                                "The address is taken",
                                email + " is a member already (expected: somebody else)")
                        .exception());
        record(tx, call, id, "member.added");
        return Reply.created(invited(tx, call, id));
    }

    private Reply remove(ApiCall call) {
        var id = new MemberId(call.id("member"));
        return Reply.ok(view(call.scope().in(database, tx -> {
            Member member = find(tx, call, id);
            if (member.removedAt() == null) {
                Members.remove(tx, id);
                record(tx, call, id, "member.removed");
            }
            return find(tx, call, id);
        })));
    }

    private Reply reset(ApiCall call) {
        var id = new MemberId(call.id("member"));
        ObjectNode view = call.scope().in(database, tx -> {
            if (find(tx, call, id).removedAt() != null)
                throw Problem.notFound("member", id.toString()).exception();
            record(tx, call, id, "member.reset");
            return invited(tx, call, id);
        });
        if (call.flag("totp")) secondFactor.reset(id, call.caller().actor());
        return Reply.created(view);
    }

    /** The member, and a link for it to choose a password by. */
    private ObjectNode invited(DSLContext tx, ApiCall call, MemberId id) {
        var link = MemberLinks.add(tx, id, Purpose.PASSWORD, call.caller().actor());
        ObjectNode view = view(find(tx, call, id));
        view.putObject("invitation")
                .put("url", dashboard.invitation(link.secret()))
                .put("expiresAt", link.expiresAt().toString());
        return view;
    }

    private static void refuseOperator(ApiCall call) {
        String why = call.caller().role() != Role.OPERATOR
                ? "operator (expected: owner or developer, as an operator alone adds operators)"
                : "operator (expected: owner or developer for a tenant's member)";
        if (call.scope() instanceof Scope.OneTenant)
            throw Problem.unprocessable(List.of(FieldError.of("/role", why))).exception();
    }

    private static Member find(DSLContext tx, ApiCall call, MemberId id) {
        return Members.find(tx, call.scope(), id)
                .orElseThrow(() -> Problem.notFound("member", id.toString()).exception());
    }

    private static void record(DSLContext tx, ApiCall call, MemberId id, String kind) {
        Member member = find(tx, call, id);
        Events.record(
                tx,
                new NewEvent(
                        member.tenant(),
                        call.caller().actor(),
                        kind,
                        Subject.of("member", id),
                        member.role().text()));
    }

    private static ObjectNode view(Member member) {
        ObjectNode view = View.object().put("id", member.id().toString());
        view.set("tenant", View.named(member.tenant(), member.tenantName()));
        return view.put("email", member.email())
                .put("role", member.role().text())
                .put("createdAt", member.createdAt().toString())
                .put("removedAt", View.time(member.removedAt()));
    }
}
