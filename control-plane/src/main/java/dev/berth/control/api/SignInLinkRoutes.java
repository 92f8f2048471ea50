package dev.berth.control.api;

import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.signin.Account;
import dev.berth.control.signin.Accounts;
import dev.berth.control.signin.MemberLinks;
import dev.berth.control.signin.MemberLinks.NewLink;
import dev.berth.control.signin.MemberLinks.Purpose;
import dev.berth.control.tenant.MemberId;
import dev.berth.control.tenant.Members;
import org.jooq.DSLContext;

/** Links that sign somebody in once, made by an operator. */
final class SignInLinkRoutes {
    /** Who opens the dashboard of this machine by a link. */
    private static final String OPERATOR = "operator";

    private static final String OPERATOR_EMAIL = "operator@localhost";

    private final Database database;
    private final DashboardUrl dashboard;

    SignInLinkRoutes(Database database, DashboardUrl dashboard) {
        this.database = database;
        this.dashboard = dashboard;
    }

    void register(Routes routes) {
        routes.on("createSignInLink", this::create);
    }

    private Reply create(ApiCall call) {
        String wanted = call.body().get("member").asText();
        NewLink link = database.asPlatform(tx -> {
            MemberId member = wanted.equals(OPERATOR) ? Members.operator(tx, OPERATOR_EMAIL) : MemberId.parse(wanted);
            Account account = Accounts.find(tx, member)
                    .orElseThrow(() -> Problem.notFound("member", wanted).exception());
            record(tx, call, account);
            return MemberLinks.add(tx, member, Purpose.SIGN_IN, call.caller().actor());
        });
        return Reply.created(View.object()
                .put("url", dashboard.welcome(link.secret()))
                .put("expiresAt", link.expiresAt().toString()));
    }

    private static void record(DSLContext tx, ApiCall call, Account account) {
        Events.record(
                tx,
                new NewEvent(
                        account.tenant(),
                        call.caller().actor(),
                        "member.sign-in-link",
                        Subject.of("member", account.member()),
                        "a link that signs in once"));
    }
}
