package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.openid.Attempt;
import dev.berth.control.openid.OpenIdConnect;
import dev.berth.control.openid.OpenIdProvider;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.signin.SignIn;
import java.util.List;
import java.util.Optional;

/** Ways to sign in, and the way there and back again of those that lead over a provider. */
final class OpenIdRoutes {
    private static final String COOKIE = "__Host-berth_openid";

    private final OpenIdConnect openId;
    private final SignIn signIn;
    private final MasterKey masterKey;
    private final DashboardUrl dashboard;

    OpenIdRoutes(OpenIdConnect openId, SignIn signIn, MasterKey masterKey, DashboardUrl dashboard) {
        this.openId = openId;
        this.signIn = signIn;
        this.masterKey = masterKey;
        this.dashboard = dashboard;
    }

    void register(Routes routes) {
        routes.open("signInMethods", this::methods)
                .forVisitors("beginOpenId", this::begin)
                .forVisitors("endOpenId", this::end);
    }

    private Reply methods() {
        ObjectNode view = View.object().put("password", true);
        var list = view.putArray("openIdConnect");
        for (OpenIdProvider provider : openId.providers())
            list.addObject().put("name", provider.name()).put("label", provider.label());
        return Reply.ok(view);
    }

    private Reply begin(Visit visit) {
        if (openId.start(provider(visit)) instanceof OpenIdConnect.Outcome.Sent(String url, Attempt attempt))
            return new Reply.Redirect(
                    url, List.of(SessionCookie.kept(COOKIE, attempt.sealed(masterKey), Attempt.LIFE.toSeconds())));
        throw Problem.unavailable("The provider does not answer: try again").exception();
    }

    private Reply end(Visit visit) {
        OpenIdProvider provider = provider(visit);
        Optional<Attempt> attempt = Optional.ofNullable(
                        visit.request().cookies().get(COOKIE))
                .flatMap(text -> Attempt.open(text, masterKey));
        if (attempt.isEmpty())
            return outside(
                    visit,
                    "elsewhere",
                    Problem.signInRefused("The sign-in was not begun in this browser, or long ago"));
        var outcome = openId.arrive(provider, attempt.get(), visit.parameter("state"), visit.parameter("code"));
        return switch (outcome) {
            case OpenIdConnect.Outcome.Verified(String email) -> enter(provider, email, visit);
            case OpenIdConnect.Outcome.Refused(String why) ->
                outside(visit, "unproven", Problem.signInRefused("Not signed in by " + provider.label() + ": " + why));
            case OpenIdConnect.Outcome.Unreachable _ ->
                outside(visit, "unreachable", Problem.unavailable("The provider does not answer: try again"));
            case OpenIdConnect.Outcome.Sent _ -> throw new IllegalStateException("nobody is sent on from here");
        };
    }

    private Reply enter(OpenIdProvider provider, String email, Visit visit) {
        if (signIn.byOpenId(provider.name(), email, visit.visitor()) instanceof SignIn.Outcome.SignedIn in)
            return new Reply.Redirect(
                    dashboard.page(""), List.of(SessionCookie.of(in.token()), SessionCookie.kept(COOKIE, "", 0)));
        return outside(
                visit,
                "stranger",
                Problem.signInRefused(
                        email + " is no member here: an owner of your organisation, or the operator, adds you"));
    }

    /** A person is led back to the page that signs in, which has the words for {@code why}; a program is told the problem. */
    private Reply outside(Visit visit, String why, Problem problem) {
        String accepted = visit.request().header("accept");
        if (accepted == null || !accepted.contains("text/html")) throw problem.exception();
        return new Reply.Redirect(dashboard.page("?refused=" + why), List.of(SessionCookie.kept(COOKIE, "", 0)));
    }

    private OpenIdProvider provider(Visit visit) {
        String name = String.valueOf(visit.parameter("name"));
        return openId.providers().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("provider", name).exception());
    }
}
