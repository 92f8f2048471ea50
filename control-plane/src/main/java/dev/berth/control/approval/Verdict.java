package dev.berth.control.approval;

import dev.berth.control.event.Actor;
import dev.berth.control.tenant.ApprovalPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is decided about a request, by whom and why: the first policy that holds, else what the tenant's own setting says. */
public sealed interface Verdict {
    /** How long a person has when no policy says how long. */
    Duration USUALLY_WITHIN = Duration.ofDays(7);

    Actor by();

    /** For people. */
    String reason();

    record Approve(Actor by, String reason) implements Verdict {}

    /** A person decides. */
    record Ask(Actor by, String reason, Duration within) implements Verdict {}

    record Refuse(Actor by, String reason) implements Verdict {}

    /** Policies in their order; {@code otherwise} is the tenant's own setting. */
    static Verdict of(List<Policy> policies, Asked asked, ApprovalPolicy otherwise) {
        var passed = new ArrayList<String>();
        for (Policy policy : policies) {
            if (!policy.concerns(asked)) continue;
            List<String> exceeded = policy.exceeded(asked);
            if (exceeded.isEmpty()) return by(policy, passed);
            passed.add("policy " + policy.name() + " does not hold: " + String.join(", ", exceeded));
        }
        return switch (otherwise) {
            case AUTOMATIC -> new Approve(new Actor("policy:automatic"), why(passed, "within quota"));
            case PERSON ->
                new Ask(
                        new Actor("policy:person"),
                        why(passed, "the tenant's requests are decided by a person"),
                        USUALLY_WITHIN);
        };
    }

    private static Verdict by(Policy policy, List<String> passed) {
        var by = new Actor("policy:" + policy.name());
        return switch (policy.decision()) {
            case Policy.Decision.Approve _ -> new Approve(by, why(passed, said(policy, "approves it")));
            case Policy.Decision.Ask(Duration within) ->
                new Ask(by, why(passed, said(policy, "wants a person to decide")), within);
            case Policy.Decision.Refuse _ -> new Refuse(by, why(passed, said(policy, "refuses it")));
        };
    }

    private static String said(Policy policy, String decision) {
        String said = "policy " + policy.name() + " " + decision;
        return policy.reason().isEmpty() ? said : said + ": " + policy.reason();
    }

    private static String why(List<String> passed, String last) {
        return passed.isEmpty() ? last : String.join("; ", passed) + "; " + last;
    }
}
