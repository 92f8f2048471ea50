package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.signin.SecretText;
import dev.berth.control.signin.Session;
import dev.berth.control.signin.Sessions;
import dev.berth.control.signin.SignIn;
import dev.berth.control.tenant.Caller;
import dev.berth.control.tenant.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** People sign in and out, and see where they are signed in. */
final class SessionRoutes {
    private final Database database;
    private final SignIn signIn;

    SessionRoutes(Database database, SignIn signIn) {
        this.database = database;
        this.signIn = signIn;
    }

    void register(Routes routes) {
        routes.forVisitors("signIn", this::byPassword)
                .forVisitors("signInByLink", this::byLink)
                .forVisitors("acceptInvitation", this::byInvitation)
                .on("signOut", this::signOut)
                .on("listSessions", this::list)
                .on("endSession", this::end);
    }

    private Reply byPassword(Visit visit) {
        var outcome = signIn.byPassword(
                visit.text("email"),
                visit.textOrNull("tenant"),
                visit.text("password"),
                visit.textOrNull("code"),
                visit.visitor());
        return answer(outcome, "The e-mail address or the password is wrong");
    }

    private Reply byLink(Visit visit) {
        SignIn.Outcome outcome = SecretText.parse(visit.text("token"))
                .map(link -> signIn.byLink(link, visit.textOrNull("code"), visit.visitor()))
                .orElseGet(SignIn.Outcome.Refused::new);
        return answer(outcome, "The link is unknown, was used, or has expired");
    }

    private Reply byInvitation(Visit visit) {
        SignIn.Outcome outcome = SecretText.parse(visit.text("token"))
                .map(link ->
                        signIn.byInvitation(link, visit.text("password"), visit.textOrNull("code"), visit.visitor()))
                .orElseGet(SignIn.Outcome.Refused::new);
        return answer(outcome, "The link is unknown, was used, has expired, or a newer one was made");
    }

    private Reply answer(SignIn.Outcome outcome, String refusal) {
        return switch (outcome) {
            case SignIn.Outcome.SignedIn in ->
                new Reply.Json(
                        200, WhoCalls.view(database, in.caller()), Map.of("Set-Cookie", SessionCookie.of(in.token())));
            case SignIn.Outcome.Refused _ ->
                throw Problem.signInRefused(refusal).exception();
            case SignIn.Outcome.CodeWanted wanted ->
                throw Problem.codeRequired(
                                wanted.sent()
                                        ? "The code is wrong, or was used before"
                                        : "The code of the authenticator is wanted too")
                        .exception();
            case SignIn.Outcome.Unfit(String why) ->
                throw Problem.unprocessable(List.of(FieldError.of("/password", why)))
                        .exception();
            case SignIn.Outcome.TooMany _ -> throw Problem.tooManySignIns().exception();
        };
    }

    private Reply signOut(ApiCall call) {
        call.caller().session().ifPresent(own -> end(call, own, own.id()));
        return new Reply.Empty(Map.of("Set-Cookie", SessionCookie.none()));
    }

    private Reply list(ApiCall call) {
        Optional<Caller.Proof.Session> own = call.caller().session();
        List<Session> found = own.isEmpty()
                ? List.of()
                : database.asPlatform(tx -> Sessions.list(tx, own.get().member(), call.cursorId(), call.limit() + 1));
        return Reply.ok(Page.of(found, call.limit(), session -> view(session, own.orElse(null)), Session::id));
    }

    private Reply end(ApiCall call) {
        var id = new SessionId(call.id("session"));
        return call.caller()
                .session()
                .flatMap(own -> end(call, own, id).map(ended -> view(ended, own)))
                .map(Reply::ok)
                .orElseThrow(() -> Problem.notFound("session", id.toString()).exception());
    }

    private Optional<Session> end(ApiCall call, Caller.Proof.Session own, SessionId id) {
        return database.asPlatform(tx -> {
            Optional<Session> ended = Sessions.end(tx, own.member(), id);
            ended.ifPresent(session -> Events.record(
                    tx,
                    new NewEvent(
                            call.caller().tenant(),
                            call.caller().actor(),
                            id.equals(own.id()) ? "member.signed-out" : "member.session-ended",
                            Subject.of("member", own.member()),
                            "signed in from " + session.address())));
            return ended;
        });
    }

    private static ObjectNode view(Session session, Caller.Proof.@Nullable Session own) {
        return View.object()
                .put("id", session.id().toString())
                .put("way", session.way())
                .put("createdAt", session.createdAt().toString())
                .put("lastSeenAt", session.lastSeenAt().toString())
                .put("expiresAt", session.expiresAt().toString())
                .put("userAgent", session.userAgent())
                .put("address", session.address())
                .put("current", own != null && own.id().equals(session.id()));
    }
}
