package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.tenant.Member;
import dev.berth.control.tenant.Members;
import dev.berth.control.tenant.Role;
import java.util.UUID;
import org.jooq.DSLContext;

/** A tenant's people. */
final class MemberRoutes {
    private final Database database;

    MemberRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listMembers", this::list).creates("addMember", this::add).on("removeMember", this::remove);
    }

    private Reply list(ApiCall call) {
        var found = call.scope().in(database, tx -> Members.list(tx, call.scope(), call.cursorId(), call.limit() + 1));
        return Reply.ok(Page.of(found, call.limit(), MemberRoutes::view, Member::id));
    }

    private Reply.Json add(DSLContext tx, ApiCall call) {
        String email = call.body().get("email").asText();
        UUID id = Members.add(
                        tx, call.owner(), email, Role.of(call.body().get("role").asText()))
                .orElseThrow(() -> Problem.conflict(
                                "name-taken",
                                "The address is taken",
                                email + " is a member already (expected: somebody else)")
                        .exception());
        record(tx, call, id, "member.added");
        return Reply.created(view(find(tx, call, id)));
    }

    private Reply remove(ApiCall call) {
        UUID id = call.id("member");
        return Reply.ok(view(call.scope().in(database, tx -> {
            Member member = find(tx, call, id);
            if (member.removedAt() == null) {
                Members.remove(tx, id);
                record(tx, call, id, "member.removed");
            }
            return find(tx, call, id);
        })));
    }

    private static Member find(DSLContext tx, ApiCall call, UUID id) {
        return Members.find(tx, call.scope(), id)
                .orElseThrow(() -> Problem.notFound("member", id.toString()).exception());
    }

    private static void record(DSLContext tx, ApiCall call, UUID id, String kind) {
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
