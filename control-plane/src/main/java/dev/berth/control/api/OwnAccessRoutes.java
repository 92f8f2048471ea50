package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.signin.SecondFactor;
import dev.berth.control.signin.SetPassword;
import dev.berth.control.signin.SignInBudget;
import dev.berth.control.tenant.Caller.Proof;
import dev.berth.control.tenant.MemberId;
import java.util.List;
import java.util.function.Function;

/** What a person proves itself by, changed by that person. */
final class OwnAccessRoutes {
    private final Database database;
    private final SetPassword setPassword;
    private final SecondFactor secondFactor;
    private final SignInBudget budget;

    OwnAccessRoutes(Database database, SetPassword setPassword, SecondFactor secondFactor, SignInBudget budget) {
        this.database = database;
        this.setPassword = setPassword;
        this.secondFactor = secondFactor;
        this.budget = budget;
    }

    void register(Routes routes) {
        routes.on("changePassword", this::changePassword)
                .on("offerTotp", call -> totp(call, secondFactor::offer))
                .on("confirmTotp", call -> totp(call, member -> secondFactor.confirm(member, code(call))))
                .on("removeTotp", call -> totp(call, member -> secondFactor.turnOff(member, code(call))));
    }

    private Reply changePassword(ApiCall call) {
        Proof.Session own = person(call);
        String current = call.body().path("current").asText(null);
        var outcome = setPassword.change(
                own.member(), current, call.body().get("next").asText(), own.id());
        return switch (outcome) {
            case SetPassword.Outcome.Done _ -> Reply.ok(WhoCalls.view(database, call.caller()));
            case SetPassword.Outcome.WrongCurrent _ -> {
                budget.failedCode(own.member());
                throw wrong("/current", "it is another (expected: the password until now)");
            }
            case SetPassword.Outcome.Unfit(String why) -> throw wrong("/next", why);
        };
    }

    private Reply totp(ApiCall call, Function<MemberId, SecondFactor.Outcome> work) {
        Proof.Session own = person(call);
        return switch (work.apply(own.member())) {
            case SecondFactor.Outcome.Offered(var totp) -> {
                ObjectNode view = View.object().put("secret", totp.text()).put("uri", totp.uri(own.email()));
                yield Reply.ok(view);
            }
            case SecondFactor.Outcome.On(var codes) -> {
                ObjectNode view = View.object();
                view.set("recoveryCodes", View.texts(codes));
                yield Reply.ok(view);
            }
            case SecondFactor.Outcome.Off _ -> Reply.ok(WhoCalls.view(database, call.caller()));
            case SecondFactor.Outcome.WrongCode _ -> {
                budget.failedCode(own.member());
                throw wrong("/code", "wrong, or used before (expected: the authenticator's code now)");
            }
            case SecondFactor.Outcome.IsOn _ ->
                throw Problem.conflict("An authenticator is on already (expected: to turn it off first)")
                        .exception();
            case SecondFactor.Outcome.IsOff _ ->
                throw Problem.conflict("No authenticator was set up (expected: to ask for a secret first)")
                        .exception();
        };
    }

    /** Whoever has a session may not guess on with it. */
    private Proof.Session person(ApiCall call) {
        Proof.Session own = call.caller()
                .session()
                .orElseThrow(
                        () -> Problem.forbidden("An API key came (expected: the session of a person who signed in)")
                                .exception());
        if (!budget.allowsCode(own.member())) throw Problem.tooManySignIns().exception();
        return own;
    }

    private static String code(ApiCall call) {
        return call.body().get("code").asText();
    }

    private static ProblemException wrong(String pointer, String detail) {
        return Problem.unprocessable(List.of(FieldError.of(pointer, detail))).exception();
    }
}
